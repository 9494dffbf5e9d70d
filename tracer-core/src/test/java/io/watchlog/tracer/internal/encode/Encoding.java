package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanIds;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import io.watchlog.tracer.spi.Redactor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An encoder with its counters, and spans for it. */
final class Encoding {
  static final int HEADROOM = 32;

  final Counters counters = new Counters();
  final SpanIds traceIds = new SpanIds();
  final SpanIds spanIds = new SpanIds();
  final SpanEncoder encoder;

  Encoding() {
    this(256, true, EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, 1 << 20);
  }

  Encoding(
      int maxFieldLength,
      boolean captureContent,
      List<String> sensitiveFields,
      Redactor redactor,
      int maxRecordLength) {
    encoder =
        new SpanEncoder(
            new EncoderSettings(
                "myapp",
                maxFieldLength,
                captureContent,
                10_000_000_000L,
                sensitiveFields,
                redactor,
                HEADROOM,
                maxRecordLength),
            traceIds,
            spanIds,
            counters);
  }

  static Encoding withRedactor(Redactor redactor) {
    return new Encoding(256, true, EncoderSettings.DEFAULT_SENSITIVE_FIELDS, redactor, 1 << 20);
  }

  static SpanFields span() {
    SpanFields span = new SpanFields();
    span.traceNumber = 0x0123456789abcdefL;
    span.spanNumber = 0x1edcba9876543210L;
    span.name = "call";
    span.startNs = 1_000;
    span.endNs = 2_001_000;
    span.wallOffsetNs = 1_790_000_000_123_456_789L;
    return span;
  }

  static SpanFields input(Object value) {
    SpanFields span = span();
    span.input = value;
    span.set = SpanFields.INPUT;
    return span;
  }

  static SpanFields metadata(Object... keysAndValues) {
    SpanFields span = span();
    span.metadata = attributes(keysAndValues);
    return span;
  }

  static SpanAttributes attributes(Object... keysAndValues) {
    String[] keys = new String[keysAndValues.length / 2];
    Object[] values = new Object[keys.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (String) keysAndValues[2 * i];
      values[i] = ValueSnapshot.of(keysAndValues[2 * i + 1], 1 << 20, () -> {});
    }
    return new SpanAttributes(keys, values, 0, 0);
  }

  long count(Counter counter) {
    return counters.get(counter);
  }

  /** The input as it goes over the wire. */
  String wireInput(Object value) {
    return (String) wire(input(value)).get("input");
  }

  /** The input as it goes over the wire, read as the JSON text that it is. */
  Object readInput(Object value) {
    return StrictJson.parse(wireInput(value));
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> wireMetadata(SpanFields span) {
    return (Map<String, Object>) wire(span).get("metadata");
  }

  /** What is sent for a span, read by two parsers that agree. */
  Map<String, Object> wire(SpanFields span) {
    return wire(span, Integer.MAX_VALUE);
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> wire(SpanFields span, int uniqueDepth) {
    assertTrue(encoder.encode(span));
    RecordBuffer buffer = encoder.buffer();
    Object strict = StrictJson.parse(buffer.array(), buffer.offset(), buffer.length(), uniqueDepth);
    try (JsonParser parser =
        new JsonFactory().createParser(buffer.array(), buffer.offset(), buffer.length())) {
      parser.nextToken();
      assertEquals(strict, byJackson(parser));
      assertEquals(null, parser.nextToken());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return (Map<String, Object>) strict;
  }

  private static Object byJackson(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          members.put(key, byJackson(parser));
        }
        return members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(byJackson(parser));
        }
        return elements;
      }
      case VALUE_STRING -> {
        return parser.getText();
      }
      case VALUE_TRUE -> {
        return true;
      }
      case VALUE_FALSE -> {
        return false;
      }
      case VALUE_NULL -> {
        return null;
      }
      default -> {
        return parser.getDecimalValue();
      }
    }
  }
}
