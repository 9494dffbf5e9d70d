package io.watchlog.tracer.examples.agent.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import io.watchlog.tracer.examples.agent.trace.RecentActivity;
import io.watchlog.tracer.examples.agent.trace.Totals;
import io.watchlog.tracer.examples.agent.trace.TraceNode;
import io.watchlog.tracer.examples.agent.trace.TraceStore;
import io.watchlog.tracer.examples.agent.trace.TraceSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the page's API answers, as JSON in UTF-8. */
final class TraceJson {
  /** All of ASCII: half of a surrogate pair, which has no UTF-8, must not spoil a list. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** Longer ones are cut in lists: a list is looked at, not read. */
  private static final int MAX_LISTED_CHARS = 256;

  private static final int MAX_LISTED_MODELS = 20;

  /** A longer id does not fit into an address anyway. */
  private static final int MAX_LISTED_ID_CHARS = 1_024;

  private interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private TraceJson() {}

  static byte[] list(Traces.Matches matches) {
    return object(
        json -> {
          json.writeNumberField("kept", matches.kept());
          json.writeNumberField("matched", matches.matched());
          json.writeArrayFieldStart("traces");
          for (Traces.Listed listed : matches.newest()) {
            json.writeStartObject();
            writeSummary(json, listed.summary(), MAX_LISTED_CHARS);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** A trace with all its spans, those of a parent behind it, by their start. */
  static byte[] trace(ReceivedTrace trace) {
    return object(
        json -> {
          writeSummary(json, TraceSummary.of(trace), Integer.MAX_VALUE);
          json.writeArrayFieldStart("spanList");
          for (TraceNode.Placed placed : TraceNode.depthFirst(TraceNode.arrange(trace.spans()))) {
            writeSpan(json, placed);
          }
          json.writeEndArray();
        });
  }

  /** The figures of a store as they are now, and what the filters can be set to. */
  static byte[] stats(TraceStore store, Traces traces) {
    Totals totals = store.totals();
    RecentActivity recent = store.recent(System.nanoTime());
    Traces.Choices choices = traces.choices();
    return object(
        json -> {
          json.writeNumberField("received", totals.received());
          json.writeNumberField("skipped", totals.skipped());
          json.writeNumberField("traces", totals.traces());
          json.writeNumberField("kept", totals.kept());
          json.writeNumberField("evicted", totals.evicted());
          json.writeNumberField("tokens", totals.tokens());
          writeCost(json, totals.cost());
          json.writeNumberField("errors", totals.errors());
          json.writeObjectFieldStart("window");
          writeRecent(json, recent);
          json.writeEndObject();
          writeTexts(json, "apps", choices.apps());
          writeTexts(json, "models", choices.models());
          writeTexts(json, "providers", choices.providers());
        });
  }

  private static void writeRecent(JsonGenerator json, RecentActivity recent) throws IOException {
    json.writeNumberField("seconds", recent.seconds().size());
    writeSeconds(json, "spans", recent, RecentActivity.Second::spans);
    writeSeconds(json, "tokens", recent, RecentActivity.Second::tokens);
    writeSeconds(json, "errors", recent, RecentActivity.Second::errors);
    json.writeArrayFieldStart("models");
    for (RecentActivity.Model model : recent.models()) {
      json.writeStartObject();
      json.writeStringField("model", model.name());
      json.writeNumberField("spans", model.spans());
      json.writeNumberField("tokens", model.tokens());
      writeCost(json, model.cost());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("names");
    for (RecentActivity.Latency latency : recent.latencies()) {
      json.writeStartObject();
      json.writeStringField("name", latency.name());
      json.writeNumberField("spans", latency.spans());
      json.writeNumberField("p50Us", latency.p50Us());
      json.writeNumberField("p95Us", latency.p95Us());
      json.writeNumberField("p99Us", latency.p99Us());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSeconds(
      JsonGenerator json,
      String field,
      RecentActivity recent,
      ToLongFunction<RecentActivity.Second> figure)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (RecentActivity.Second second : recent.seconds()) {
      json.writeNumber(figure.applyAsLong(second));
    }
    json.writeEndArray();
  }

  private static void writeSummary(JsonGenerator json, TraceSummary summary, int maxChars)
      throws IOException {
    json.writeStringField("id", cut(summary.id(), Math.max(maxChars, MAX_LISTED_ID_CHARS)));
    json.writeStringField("app", cut(summary.app(), maxChars));
    json.writeStringField("name", cut(summary.name(), maxChars));
    json.writeNumberField("startUs", summary.startUs());
    json.writeNumberField("durationUs", summary.durationUs());
    json.writeNumberField("spans", summary.spans());
    json.writeNumberField("omitted", summary.omitted());
    json.writeNumberField("tokens", summary.tokens());
    writeCost(json, summary.cost());
    json.writeStringField("status", summary.status());
    json.writeArrayFieldStart("models");
    for (String model : summary.models().stream().limit(MAX_LISTED_MODELS).toList()) {
      json.writeString(cut(model, maxChars));
    }
    json.writeEndArray();
  }

  private static void writeSpan(JsonGenerator json, TraceNode.Placed placed) throws IOException {
    ReceivedSpan span = placed.node().span();
    json.writeStartObject();
    json.writeStringField("spanId", span.spanId());
    if (span.isRoot()) {
      json.writeNullField("parentId");
    } else {
      json.writeStringField("parentId", span.parentId());
    }
    json.writeNumberField("depth", placed.depth());
    json.writeBooleanField("orphan", placed.node().orphan());
    json.writeStringField("app", span.app());
    json.writeStringField("name", span.name());
    json.writeNumberField("startUs", span.startUs());
    json.writeNumberField("durationUs", span.durationUs());
    json.writeNumberField("tokens", span.tokens());
    writeCost(json, span.cost());
    json.writeStringField("model", span.model());
    json.writeStringField("provider", span.provider());
    json.writeStringField("status", span.status());
    json.writeStringField("input", span.input());
    json.writeStringField("output", span.output());
    // Pairs: a script's object would reorder keys that are numbers, and trip over __proto__.
    json.writeArrayFieldStart("metadata");
    for (Map.Entry<String, String> entry : span.metadata().entrySet()) {
      json.writeStartArray();
      json.writeString(entry.getKey());
      json.writeString(entry.getValue());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Sums of hostile numbers may be infinite, which JSON cannot say. */
  private static void writeCost(JsonGenerator json, double cost) throws IOException {
    double finite = Double.isNaN(cost) ? 0 : cost;
    json.writeNumberField("cost", Math.max(-Double.MAX_VALUE, Math.min(finite, Double.MAX_VALUE)));
  }

  private static void writeTexts(JsonGenerator json, String field, Collection<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static String cut(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars) + "…";
  }

  private static byte[] object(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      content.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
    return bytes.toByteArray();
  }
}
