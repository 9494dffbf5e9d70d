package io.watchlog.tracer.examples.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A span as JSON text, each field open to be spoilt. */
final class SpanJson {
  static final Instant START = Instant.parse("2026-11-22T15:00:00Z");

  private static final DateTimeFormatter WIRE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Map<String, String> fields = new LinkedHashMap<>();

  static SpanJson span(String id, String parentId, String name) {
    return new SpanJson()
        .text("traceId", "trace-1")
        .text("spanId", id)
        .with("parentId", parentId == null ? "null" : '"' + parentId + '"')
        .text("app", "myapp")
        .text("name", name)
        .times(0, 100)
        .text("output", "\\\"\\\"");
  }

  static String batch(SpanJson... spans) {
    return Stream.of(spans).map(SpanJson::toString).collect(Collectors.joining(",", "[", "]"));
  }

  SpanJson with(String field, String json) {
    fields.put(field, json);
    return this;
  }

  SpanJson text(String field, String text) {
    return with(field, '"' + text + '"');
  }

  SpanJson without(String field) {
    fields.remove(field);
    return this;
  }

  SpanJson times(long startMs, long durationMs) {
    return text("startTime", WIRE_TIME.format(START.plusMillis(startMs)))
        .text(
            "endTime",
            WIRE_TIME.format(START.plusMillis(startMs).plus(Duration.ofMillis(durationMs))));
  }

  @Override
  public String toString() {
    return fields.entrySet().stream()
        .map(field -> '"' + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
