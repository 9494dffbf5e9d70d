package io.watchlog.tracer;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Traces AI and LLM calls and ships the spans to a Watchlog agent.
 *
 * <p>One tracer for an application is enough; it is thread-safe, and owns two daemon threads and a
 * directory on disk until it is closed. Starting and ending spans never throws, never blocks (but
 * for {@code OverflowPolicy.BLOCK}), and allocates nothing in the steady state but the handle of 40
 * bytes, which the JIT leaves out where it does not leave the method that starts and ends the span;
 * attributes, errors, structured values and long texts need memory of their own. Everything else
 * happens on the tracer's own threads.
 *
 * <p>What can be lost: a span whose {@code end} returned is on disk within a few milliseconds (25
 * ms after a time of rest). A killed process loses what was not there yet; from then on the span is
 * delivered at least once, or counted in {@link #stats()} as evicted, expired, damaged or rejected.
 * A span that is not ended is not sent.
 */
public final class WatchlogTracer implements AutoCloseable {
  private final SpanRecorder recorder;
  private final Pipeline pipeline;
  private final long sendTimeoutNs;
  private final long closeTimeoutNs;

  private WatchlogTracer(TracerConfig config, Pipeline pipeline) {
    this.recorder = pipeline.recorder();
    this.pipeline = pipeline;
    this.sendTimeoutNs = config.sendTimeoutNs();
    this.closeTimeoutNs = config.closeTimeoutNs();
  }

  static WatchlogTracer create(TracerConfig config) {
    return new WatchlogTracer(config, Pipeline.start(config));
  }

  /**
   * Begins the configuration of a tracer.
   *
   * @param app the application's name, as it is shown; not blank
   * @throws IllegalArgumentException if {@code app} is null, empty or blank
   */
  public static TracerBuilder builder(String app) {
    return new TracerBuilder(app);
  }

  /**
   * Starts a trace and makes it the calling thread's current one, until it is closed on this thread
   * or another one is started.
   */
  public Trace startTrace() {
    return recorder.startTrace();
  }

  /**
   * A handle to a trace that was begun elsewhere, for instance in the service that sent this
   * request. It does not become the current one.
   *
   * @param traceId usually {@code trace-<uuid>}; any other text is kept as it is, up to 1,024
   *     characters. Null or blank is counted, and gives a new trace
   */
  public Trace trace(String traceId) {
    return recorder.trace(traceId);
  }

  /**
   * Starts a span without a parent in the calling thread's current trace, or in a new one, which
   * then becomes current, where there is none.
   *
   * <p>A trace that began so stays the thread's current one, and no end of a span changes that: on
   * a thread that serves one request after another, all of them would be one trace. Begin each
   * request there with {@code try (Trace trace = tracer.startTrace())}.
   *
   * @param name as in {@link Trace#startSpan(String)}
   */
  public Span startSpan(String name) {
    return recorder.startRoot(name, null);
  }

  /**
   * As {@link #startSpan(String)}.
   *
   * @param metadata null for none
   */
  public Span startSpan(String name, Metadata metadata) {
    return recorder.startRoot(name, metadata);
  }

  /**
   * Starts a span below another, in its trace.
   *
   * @param parent may have ended; null is counted and gives a span without a parent
   * @param name as in {@link Trace#startSpan(String)}
   */
  public Span childSpan(Span parent, String name) {
    return childSpan(parent, name, null);
  }

  /**
   * As {@link #childSpan(Span, String)}.
   *
   * @param metadata null for none
   */
  public Span childSpan(Span parent, String name, Metadata metadata) {
    return parent == null
        ? recorder.startChild((String) null, name, metadata)
        : recorder.startChild(parent, name, metadata);
  }

  /**
   * Starts a span below the one of an id.
   *
   * @param parentId an id that is not open here is kept as the parent, and the span joins the
   *     calling thread's current trace, which {@link #startSpan(String)} says more about; null or
   *     blank is counted and gives a span without a parent
   * @param name as in {@link Trace#startSpan(String)}
   */
  public Span childSpan(String parentId, String name) {
    return recorder.startChild(parentId, name, null);
  }

  /**
   * As {@link #childSpan(String, String)}.
   *
   * @param metadata null for none
   */
  public Span childSpan(String parentId, String name, Metadata metadata) {
    return recorder.startChild(parentId, name, metadata);
  }

  /** As {@link Span#end()}; null is counted. */
  public void endSpan(Span span) {
    endSpan(span, null);
  }

  /** As {@link Span#end(SpanData)}; a null span is counted. */
  public void endSpan(Span span, SpanData data) {
    if (span == null) {
      recorder.end((String) null, data);
    } else {
      span.end(data);
    }
  }

  /** Ends the open span of an id; an id that is not open here is counted, and logged once. */
  public void endSpan(String spanId) {
    recorder.end(spanId, null);
  }

  /** Ends the open span of an id as {@link Span#end(SpanData)}. */
  public void endSpan(String spanId, SpanData data) {
    recorder.end(spanId, data);
  }

  /**
   * Ends every open span of this tracer, those of other threads too, marks them {@code endedBy:
   * "send"}, and delivers what has ended; waits for that at most {@code sendTimeout} (5 s by
   * default). For programs that do one thing and stop. A server, in which other threads have spans
   * open, calls {@link #flush(Duration)}.
   */
  public FlushResult send() {
    return pipeline.send(sendTimeoutNs);
  }

  /**
   * Delivers what has ended, in the background.
   *
   * @return completed within about {@code sendTimeout}, never exceptionally, and never on a thread
   *     of the tracer's
   */
  public CompletableFuture<FlushResult> flushQueue() {
    return pipeline.flushAsync(sendTimeoutNs);
  }

  /**
   * Delivers what has ended and leaves open spans open.
   *
   * <p>It tries at once, unless the agent has just failed so often that trying is held back. Waits
   * without heed of interrupts, whose flag is kept. From a listener, which runs on the tracer's own
   * threads, it is refused: the result says so.
   *
   * @param timeout the longest to wait; zero or less to ask only
   * @throws NullPointerException if {@code timeout} is null
   */
  public FlushResult flush(Duration timeout) {
    return pipeline.flush(Durations.toNanos(timeout));
  }

  /** A snapshot of all counters. Walks the open spans, so not for a hot path. */
  public TracerStats stats() {
    return pipeline.stats();
  }

  /** Where the spans go; empty until detection has ended, and where the tracer is disabled. */
  public Optional<URI> agentUrl() {
    return pipeline.agentUrl();
  }

  /**
   * Takes no more spans, delivers what has ended for at most {@code closeTimeout} (2 s by default),
   * leaves the rest on disk for the next tracer of the application, and stops the threads. It does
   * not wait for an agent that is not there: where no connection is to be had, one more try is all,
   * unless spans are in memory only. Open spans are not sent; ends after it are counted as {@code
   * droppedClosed}. A second call waits for the first.
   */
  @Override
  public void close() {
    pipeline.close(closeTimeoutNs);
  }

  /**
   * As {@link #close()}.
   *
   * @param timeout the longest to wait; zero or less to leave all on disk
   * @throws NullPointerException if {@code timeout} is null
   */
  public void close(Duration timeout) {
    pipeline.close(Durations.toNanos(timeout));
  }
}
