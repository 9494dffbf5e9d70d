package io.watchlog.tracer.examples.agent.trace;

import io.watchlog.tracer.examples.http.Json;

/**
 * Which traces are asked for. A trace passes if all that is given holds for it; an empty text is
 * not given.
 *
 * @param app the application of one of its spans
 * @param status the trace's status, as on the wire
 * @param model the model of one of its spans
 * @param provider the provider of one of its spans
 * @param text what its id, or a name, an input, an output or the metadata of one of its spans
 *     contains, in any case of its letters
 * @param slowerThanUs what it takes more than, in microseconds; below 0 is not given
 */
public record TraceFilter(
    String app, String status, String model, String provider, String text, long slowerThanUs) {
  /** Lets all pass. */
  public static final TraceFilter ALL = new TraceFilter("", "", "", "", "", -1);

  /**
   * Whether a trace passes.
   *
   * @param trace what is kept of it
   * @param summary the same summed up
   * @return true if all that is given holds for it
   */
  public boolean matches(ReceivedTrace trace, TraceSummary summary) {
    return (slowerThanUs < 0 || summary.durationUs() > slowerThanUs)
        && (status.isEmpty() || summary.status().equals(status))
        && (app.isEmpty() || trace.spans().stream().anyMatch(span -> span.app().equals(app)))
        && (model.isEmpty() || trace.spans().stream().anyMatch(span -> span.model().equals(model)))
        && (provider.isEmpty()
            || trace.spans().stream().anyMatch(span -> span.provider().equals(provider)))
        && (text.isEmpty() || hasText(trace));
  }

  private boolean hasText(ReceivedTrace trace) {
    return contains(trace.id()) || trace.spans().stream().anyMatch(this::hasText);
  }

  private boolean hasText(ReceivedSpan span) {
    return contains(span.name())
        || contains(span.spanId())
        || containsJson(span.input())
        || containsJson(span.output())
        || span.metadata().entrySet().stream()
            .anyMatch(entry -> contains(entry.getKey()) || containsJson(entry.getValue()));
  }

  /** As it was sent, or as it is shown: a quotation mark has an escape in JSON. */
  private boolean containsJson(String json) {
    return contains(json) || (json.indexOf('\\') >= 0 && contains(Json.text(json)));
  }

  private boolean contains(String where) {
    char lower = Character.toLowerCase(text.charAt(0));
    char upper = Character.toUpperCase(text.charAt(0));
    int last = where.length() - text.length();
    for (int i = 0; i <= last; i++) {
      char c = where.charAt(i);
      if ((c == lower || c == upper) && where.regionMatches(true, i, text, 0, text.length())) {
        return true;
      }
    }
    return false;
  }
}
