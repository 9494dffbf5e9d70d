package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.SpanOrigin;

/**
 * A handle to a trace: what spans of one request have in common. It holds no resource, may be used
 * by any thread, and closing it is needed only to stop it from being the thread's current trace.
 *
 * <p>Thread-safe.
 */
public final class Trace implements AutoCloseable {
  static final String PREFIX = "trace-";

  private final SpanRecorder recorder;
  private final long number;
  private final SpanOrigin origin;

  /** {@code origin} has the id of a trace that is not the recorder's own, else it is null. */
  Trace(SpanRecorder recorder, long number, SpanOrigin origin) {
    this.recorder = recorder;
    this.number = number;
    this.origin = origin;
  }

  /**
   * The trace's id: {@code trace-<uuid>}, or the text that {@link WatchlogTracer#trace} was given.
   */
  public String id() {
    return origin != null ? origin.trace() : recorder.traceId(number);
  }

  /**
   * Starts a span without a parent in this trace.
   *
   * @param name what the span does; null or blank becomes {@code unnamed}, more than 1,024
   *     characters are cut; both are counted
   * @return never null; a span that records nothing where {@code maxOpenSpans} are open
   */
  public Span startSpan(String name) {
    return recorder.startRoot(this, name, null);
  }

  /**
   * Starts a span without a parent in this trace.
   *
   * @param name as in {@link #startSpan(String)}
   * @param metadata null for none
   */
  public Span startSpan(String name, Metadata metadata) {
    return recorder.startRoot(this, name, metadata);
  }

  /**
   * Ends that this trace is the calling thread's current one, if it is. Ends no span. The handle
   * stays usable.
   */
  @Override
  public void close() {
    recorder.leave(this);
  }

  @Override
  public String toString() {
    return id();
  }

  /** 0 where the trace is not the recorder's own. */
  long number() {
    return number;
  }

  SpanOrigin origin() {
    return origin;
  }
}
