package io.watchlog.tracer.examples.agent.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/** Spans as lines of JSON, each in the form that it has on the wire. */
public final class SpanLines {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private SpanLines() {}

  /**
   * A span as a line.
   *
   * @param span the span
   * @return its JSON and a line feed
   */
  public static String of(ReceivedSpan span) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("traceId", span.traceId());
      json.writeStringField("spanId", span.spanId());
      if (span.isRoot()) {
        json.writeNullField("parentId");
      } else {
        json.writeStringField("parentId", span.parentId());
      }
      json.writeStringField("app", span.app());
      json.writeStringField("name", span.name());
      json.writeStringField("startTime", time(span.startUs()));
      json.writeStringField("endTime", time(span.endUs()));
      json.writeNumberField("duration", span.durationUs() / 1_000);
      json.writeNumberField("tokens", span.tokens());
      json.writeNumberField("cost", span.cost());
      json.writeStringField("model", span.model());
      json.writeStringField("provider", span.provider());
      json.writeStringField("input", span.input());
      json.writeStringField("output", span.output());
      json.writeStringField("status", span.status());
      json.writeObjectFieldStart("metadata");
      for (Map.Entry<String, String> entry : span.metadata().entrySet()) {
        json.writeFieldName(entry.getKey());
        json.writeRawValue(entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
    return line.append('\n').toString();
  }

  private static String time(long us) {
    return TIME.format(Instant.EPOCH.plus(us, ChronoUnit.MICROS));
  }
}
