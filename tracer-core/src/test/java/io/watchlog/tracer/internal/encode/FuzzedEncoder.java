package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.fuzz.FuzzInput;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.TextLimits;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An encoder with settings of a fuzzer's choice, and all that holds of what it writes. */
public final class FuzzedEncoder {
  private static final List<String> FIELDS =
      List.of(
          ("traceId spanId app parentId name startTime metadata endTime duration tokens cost model"
                  + " provider input output status")
              .split(" "));

  /**
   * Of members of the record and of metadata each key is there once. Deeper, keys of a user's map
   * that are different objects may have one text, as in Python.
   */
  private static final int METADATA_DEPTH = 2;

  private static final int ROOMY = 1 << 20;

  private static final String UNSET = "\"\"";

  private final Encoding encoding;
  private final int maxFieldLength;
  private final int maxRecordLength;
  private final boolean hasRedactor;

  /** An encoder for one run of a target. */
  public FuzzedEncoder(FuzzInput in) {
    maxFieldLength = in.oneOf(256, 1, 2, 7, 16, 64, 1_000, TextLimits.MAX_FIELD);
    maxRecordLength = in.oneOf(ROOMY, ROOMY, ROOMY, 600, 5_000, 70_000);
    int redactor = in.below(16);
    hasRedactor = redactor != 0 && redactor < 6;
    encoding =
        new Encoding(
            maxFieldLength,
            redactor != 6,
            EncoderSettings.DEFAULT_SENSITIVE_FIELDS,
            switch (redactor) {
              case 1 -> (field, text) -> text;
              case 2 -> (field, text) -> text + text;
              case 3 -> (field, text) -> null;
              case 4 ->
                  (field, text) -> {
                    throw new IllegalStateException("played");
                  };
              case 5 -> (field, text) -> text.substring(text.length() / 2);
              default -> null;
            },
            maxRecordLength);
  }

  /** The option of the tracer. */
  public int maxFieldLength() {
    return maxFieldLength;
  }

  /** Encodes a span and checks what is to be sent. */
  public void check(SpanFields span) {
    if (!encoding.encoder.encode(span)) {
      assertTrue(maxRecordLength < ROOMY, "refused");
      return;
    }
    byte[] first = record();
    assertTrue(first.length <= maxRecordLength, "too long");
    Map<String, Object> wire = encoding.wire(span, METADATA_DEPTH);
    // Keys that held a secret are numbered through, and a redactor may make anything of that.
    if (!hasRedactor && !new String(first, StandardCharsets.UTF_8).contains(Redaction.REDACTED)) {
      assertArrayEquals(first, record(), "the same span, encoded again");
    }
    assertEquals(FIELDS, new ArrayList<>(wire.keySet()));
    for (String field : List.of("name", "model", "provider", "traceId", "spanId")) {
      word(assertInstanceOf(String.class, wire.get(field)));
    }
    assertFalse(((String) wire.get("name")).isEmpty());
    content(wire.get("input"), span.input);
    content(wire.get("output"), span.output);
    for (String number : List.of("tokens", "cost", "duration")) {
      assertTrue(((BigDecimal) wire.get(number)).signum() >= 0, number);
    }
    metadata((Map<?, ?>) wire.get("metadata"), span);
  }

  private byte[] record() {
    RecordBuffer buffer = encoding.encoder.buffer();
    int from = buffer.offset();
    return Arrays.copyOfRange(buffer.array(), from, from + buffer.length());
  }

  private void content(Object content, Object value) {
    String text = assertInstanceOf(String.class, content);
    boolean isCut = text.endsWith(JsonText.CUT_MARK);
    int most = Math.max(UNSET.length(), maxFieldLength + (isCut ? JsonText.CUT_MARK.length() : 0));
    assertTrue(text.length() <= most, "a content is too long");
    boolean isUsersOwn = hasRedactor && !(value instanceof String);
    if (!isCut && !isUsersOwn && !text.isEmpty()) { // empty for an error
      StrictJson.parse(text, 0);
    }
  }

  private void metadata(Map<?, ?> metadata, SpanFields span) {
    List<Object> keys = new ArrayList<>(metadata.keySet());
    assertEquals(MetadataEncoder.KNOWN_KEYS, keys.subList(0, MetadataEncoder.KNOWN_KEYS.size()));
    metadata.forEach(
        (key, value) -> {
          key((String) key);
          boolean isContent = span.error != null && key.equals("output");
          if (!isContent) {
            strings(value);
          }
        });
  }

  private static void strings(Object value) {
    if (value instanceof String text) {
      word(text);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, member) -> {
            key((String) key);
            strings(member);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(FuzzedEncoder::strings);
    }
  }

  /** One that held a secret is as long as what came of it, with its number. */
  private static void key(String key) {
    if (!key.contains(Redaction.REDACTED)) {
      word(key);
    }
  }

  private static void word(String text) {
    assertTrue(text.length() <= TextLimits.MAX_WORD, "a text is too long");
  }
}
