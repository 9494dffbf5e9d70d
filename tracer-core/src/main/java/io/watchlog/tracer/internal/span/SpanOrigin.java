package io.watchlog.tracer.internal.span;

/**
 * Ids of a span that are not its tracer's own numbers but came from outside. Immutable.
 *
 * @param trace the trace's id, or null where it is the tracer's own
 * @param parent the parent's id, or null where it is the tracer's own, or there is none
 */
public record SpanOrigin(String trace, String parent) {
  /** What a child has of it: the trace. */
  public static SpanOrigin ofChild(SpanOrigin parent) {
    if (parent == null || parent.parent == null) {
      return parent;
    }
    return parent.trace == null ? null : new SpanOrigin(parent.trace, null);
  }
}
