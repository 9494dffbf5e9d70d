package io.watchlog.tracer.examples.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.watchlog.tracer.examples.agent.trace.ReceivedBatch;
import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import io.watchlog.tracer.examples.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a batch as the agent does: all of it or nothing. A span without ids or times is skipped;
 * JSON that is malformed anywhere, or an {@code output} that is not a string, spoils the whole
 * batch.
 *
 * <p>The agent lets a {@code null} output pass as a blank one. Here it is refused like any other
 * value that is no string: a sender that relies on it should find out.
 */
final class SpanParser {
  private static final Set<String> SCALARS =
      Set.of(
          "traceId",
          "spanId",
          "parentId",
          "app",
          "name",
          "startTime",
          "endTime",
          "tokens",
          "cost",
          "model",
          "provider",
          "input");
  private static final List<String> REQUIRED = List.of("traceId", "spanId", "startTime", "endTime");

  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(LocalAgent.MAX_BODY_BYTES).build())
          .build();

  ReceivedBatch parse(InputStream body) throws BadBatchException {
    try (JsonParser parser = json.createParser(body)) {
      List<ReceivedSpan> spans = new ArrayList<>();
      int skipped = 0;
      // The agent takes a lone span for a batch of one.
      JsonToken first = parser.nextToken();
      boolean array = first == JsonToken.START_ARRAY;
      JsonToken token = array ? parser.nextToken() : first;
      while (token != JsonToken.END_ARRAY && token != null) {
        ReceivedSpan span = readSpan(parser);
        if (span == null) {
          skipped++;
        } else {
          spans.add(span);
        }
        token = array ? parser.nextToken() : null;
      }
      if (first == null || parser.nextToken() != null) {
        throw new IOException(first == null ? "empty body" : "more behind the batch");
      }
      return new ReceivedBatch(spans, skipped);
    } catch (IOException e) {
      throw new BadBatchException("not a batch of spans: " + e.getMessage(), e);
    }
  }

  /** The span at the parser's position, or null if it has to be skipped. */
  private ReceivedSpan readSpan(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    Map<String, String> fields = new HashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("output")) {
        if (value != JsonToken.VALUE_STRING) {
          throw new IOException("output is " + value + ", not a string");
        }
        fields.put(field, parser.getText());
      } else if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
        readMetadata(parser, metadata);
      } else if (SCALARS.contains(field)
          && value.isScalarValue()
          && value != JsonToken.VALUE_NULL) {
        fields.put(field, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    for (String required : REQUIRED) {
      if (fields.getOrDefault(required, "").isEmpty()) {
        return null;
      }
    }
    return ReceivedSpan.of(fields, metadata);
  }

  private void readMetadata(JsonParser parser, Map<String, String> metadata) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      metadata.put(key, jsonOf(parser, value));
    }
  }

  private String jsonOf(JsonParser parser, JsonToken value) throws IOException {
    if (value.isScalarValue()) {
      return value == JsonToken.VALUE_STRING ? Json.quoted(parser.getText()) : parser.getText();
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = json.createGenerator(text)) {
      generator.copyCurrentStructure(parser);
    }
    return text.toString();
  }
}
