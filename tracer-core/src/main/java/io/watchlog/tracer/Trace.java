package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.SpanIds;

/**
 * A handle to a trace: what spans of one request have in common. It holds no resource, may be used
 * by any thread, and closing it is needed only to stop it from being the thread's current trace.
 *
 * <p>Thread-safe.
 */
public final class Trace implements AutoCloseable {
  static final String PREFIX = "trace-";

  private final SpanRecorder recorder;
  private final long high;
  private final long low;
  private final String text;

  /**
   * {@code text} is null where the halves hold the id; {@code high} is 0 where it is the recorder's
   * own.
   */
  Trace(SpanRecorder recorder, long high, long low, String text) {
    this.recorder = recorder;
    this.high = high;
    this.low = low;
    this.text = text;
  }

  /**
   * The trace's id: {@code trace-<uuid>}, or the text that {@link WatchlogTracer#trace} was given.
   */
  public String id() {
    if (text != null) {
      return text;
    }
    return high == 0 ? recorder.traceId(low) : SpanIds.text(PREFIX, high, low);
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

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  String text() {
    return text;
  }
}
