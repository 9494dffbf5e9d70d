package io.watchlog.tracer.examples.agent.trace;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A trace in one line.
 *
 * @param id its id
 * @param app the application of its root
 * @param name the name of its root, or of its earliest span where the root is not there
 * @param startUs when its earliest span started, in microseconds since 1970, those left out whose
 *     time could not be read; 0 if none could
 * @param durationUs from then to the end of the last one, in microseconds
 * @param spans how many spans arrived
 * @param omitted how many of these were not kept
 * @param tokens tokens used by all that are kept
 * @param cost their price
 * @param status the worst of all statuses
 * @param models the models called, in the order of their names
 */
public record TraceSummary(
    String id,
    String app,
    String name,
    long startUs,
    long durationUs,
    long spans,
    long omitted,
    long tokens,
    double cost,
    String status,
    List<String> models) {

  /** The better first. */
  private static final List<String> STATUSES = List.of("Success", "Timeout", "Error");

  /**
   * Sums a trace up.
   *
   * @param trace what is kept of it
   * @return the summary
   */
  public static TraceSummary of(ReceivedTrace trace) {
    ReceivedSpan top = null;
    long startUs = Long.MAX_VALUE;
    long endUs = Long.MIN_VALUE;
    long tokens = 0;
    double cost = 0;
    int worst = 0;
    Set<String> models = new TreeSet<>();
    for (ReceivedSpan span : trace.spans()) {
      if (top == null || isAbove(span, top)) {
        top = span;
      }
      if (span.startUs() != 0) { // 1970 would make the trace decades long
        startUs = Math.min(startUs, span.startUs());
        endUs = Math.max(endUs, span.endUs());
      }
      tokens += span.tokens();
      cost += span.cost();
      worst = Math.max(worst, STATUSES.indexOf(span.status()));
      if (!span.model().isEmpty()) {
        models.add(span.model());
      }
    }
    boolean isEmpty = top == null;
    boolean hasTimes = startUs != Long.MAX_VALUE;
    return new TraceSummary(
        trace.id(),
        isEmpty ? "" : top.app(),
        isEmpty ? "" : top.name(),
        hasTimes ? startUs : 0,
        hasTimes ? endUs - startUs : 0,
        trace.spans().size() + trace.omitted(),
        trace.omitted(),
        tokens,
        cost,
        STATUSES.get(worst),
        List.copyOf(models));
  }

  private static boolean isAbove(ReceivedSpan span, ReceivedSpan top) {
    return span.isRoot() == top.isRoot() ? span.startUs() < top.startUs() : span.isRoot();
  }
}
