package io.watchlog.tracer.bench;

import org.apache.logging.log4j.core.util.JsonUtils;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.StringBuilderFormattable;

/**
 * A span as a log message: what the tracer would send, made into JSON by the logger's thread.
 * Immutable.
 */
final class SpanMessage implements Message, StringBuilderFormattable {
  private static final long serialVersionUID = 1L;
  private static final long NS_PER_MS = 1_000_000L;

  private final transient InFlight inFlight;
  private final long traceHi;
  private final long traceLo;
  private final long spanId;
  private final long startEpochNs;
  private final long durationNs;
  private final int number;

  SpanMessage(
      InFlight inFlight,
      long traceHi,
      long traceLo,
      long spanId,
      long startEpochNs,
      long durationNs,
      int number) {
    this.inFlight = inFlight;
    this.traceHi = traceHi;
    this.traceLo = traceLo;
    this.spanId = spanId;
    this.startEpochNs = startEpochNs;
    this.durationNs = durationNs;
    this.number = number;
  }

  /** Writes it, once, and tells that it has arrived. */
  @Override
  public void formatTo(StringBuilder json) {
    json.append("{\"traceId\":\"trace-");
    hex(json, traceHi);
    hex(json, traceLo);
    json.append("\",\"spanId\":\"span-");
    hex(json, spanId);
    json.append("\",\"app\":\"bench\",\"parentId\":null,\"startTime\":");
    json.append(startEpochNs / NS_PER_MS);
    text(json, "name", SpanWorkload.NAME);
    text(json, "feature", SpanWorkload.FEATURE);
    text(json, "step", SpanWorkload.STEP);
    text(json, "promptVersion", SpanWorkload.PROMPT_VERSION);
    json.append(",\"endTime\":").append((startEpochNs + durationNs) / NS_PER_MS);
    json.append(",\"duration\":").append(durationNs / NS_PER_MS);
    json.append(",\"tokens\":").append(SpanWorkload.tokens(number));
    json.append(",\"cost\":").append(SpanWorkload.COST);
    text(json, "model", SpanWorkload.MODEL);
    text(json, "provider", SpanWorkload.PROVIDER);
    text(json, "input", SpanWorkload.input(number));
    text(json, "output", SpanWorkload.output(number));
    json.append(",\"status\":\"Success\"}");
    inFlight.leave(1);
  }

  private static void text(StringBuilder json, String field, String value) {
    json.append(",\"").append(field).append("\":\"");
    JsonUtils.quoteAsString(value, json);
    json.append('"');
  }

  private static void hex(StringBuilder json, long value) {
    for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
      json.append(Character.forDigit((int) (value >>> shift) & 0xF, 16));
    }
  }

  @Override
  public String getFormattedMessage() {
    StringBuilder json = new StringBuilder();
    formatTo(json);
    return json.toString();
  }

  @Override
  public Object[] getParameters() {
    return new Object[0];
  }

  @Override
  public Throwable getThrowable() {
    return null;
  }
}
