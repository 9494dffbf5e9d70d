package io.watchlog.tracer.examples.agent.trace;

import io.watchlog.tracer.examples.http.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;

/**
 * One span as the agent took it.
 *
 * @param traceId the trace it belongs to
 * @param spanId its own id
 * @param parentId its parent's id, empty for a root
 * @param app the application
 * @param name what was done
 * @param startUs when it started, in microseconds since 1970; 0 if its time could not be read
 * @param durationUs from its start to its end, in microseconds; 0 if one of them could not be read
 * @param tokens tokens used
 * @param cost their price
 * @param model the model called, empty if none
 * @param provider the model's provider, empty if none
 * @param input what went in: the JSON text of a value
 * @param output what came out: the JSON text of a value, empty after an error
 * @param metadata all else in the order in which it came, each value as its JSON text
 */
public record ReceivedSpan(
    String traceId,
    String spanId,
    String parentId,
    String app,
    String name,
    long startUs,
    long durationUs,
    long tokens,
    double cost,
    String model,
    String provider,
    String input,
    String output,
    Map<String, String> metadata) {

  /** The agent's own limit, whatever the sender's was. */
  private static final long TIMEOUT_US = 10_000_000;

  /** A guess at the heap that an empty span takes, so that many small ones are bounded too. */
  private static final int OVERHEAD_BYTES = 400;

  /**
   * A span from what was sent.
   *
   * @param fields its texts and numbers by their names on the wire; what is missing is empty, or 0
   * @param metadata all else in its order, each value as its JSON text
   * @return the span
   */
  public static ReceivedSpan of(Map<String, String> fields, Map<String, String> metadata) {
    long startUs = epochUs(text(fields, "startTime"));
    long endUs = epochUs(text(fields, "endTime"));
    return new ReceivedSpan(
        text(fields, "traceId"),
        text(fields, "spanId"),
        text(fields, "parentId"),
        text(fields, "app"),
        text(fields, "name"),
        startUs,
        startUs == 0 || endUs == 0 ? 0 : endUs - startUs,
        (long) number(fields, "tokens"),
        number(fields, "cost"),
        text(fields, "model"),
        text(fields, "provider"),
        text(fields, "input"),
        text(fields, "output"),
        Collections.unmodifiableMap(metadata));
  }

  /**
   * Whether it has no parent.
   *
   * @return true for the root of a trace
   */
  public boolean isRoot() {
    return parentId.isEmpty();
  }

  /**
   * When it ended.
   *
   * @return microseconds since 1970
   */
  public long endUs() {
    return startUs + durationUs;
  }

  /**
   * A value of its metadata.
   *
   * @param key the value's key
   * @return a text as it is, another value as its JSON text, empty where there is none
   */
  public String metadataText(String key) {
    return Json.text(metadata.getOrDefault(key, ""));
  }

  /**
   * The status that the agent computes; the one that was sent is not looked at.
   *
   * @return {@code Error} for a blank output, else {@code Timeout} above 10 s, else {@code Success}
   */
  public String status() {
    if (isError()) {
      return "Error";
    }
    return durationUs > TIMEOUT_US ? "Timeout" : "Success";
  }

  boolean isError() {
    return output.isBlank();
  }

  /** Roughly what it takes on the heap, at two bytes for each character. */
  long sizeBytes() {
    long chars = (long) traceId.length() + spanId.length() + parentId.length() + app.length();
    chars +=
        (long) name.length()
            + model.length()
            + provider.length()
            + input.length()
            + output.length();
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      chars += OVERHEAD_BYTES / 4 + entry.getKey().length() + entry.getValue().length();
    }
    return OVERHEAD_BYTES + 2 * chars;
  }

  private static String text(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "");
  }

  private static double number(Map<String, String> fields, String name) {
    try {
      double number = Double.parseDouble(fields.getOrDefault(name, "0"));
      return Double.isFinite(number) ? number : 0;
    } catch (NumberFormatException e) {
      return 0; // the agent does not look at it either
    }
  }

  private static long epochUs(String time) {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, OffsetDateTime.parse(time).toInstant());
    } catch (DateTimeParseException | ArithmeticException e) {
      return 0;
    }
  }
}
