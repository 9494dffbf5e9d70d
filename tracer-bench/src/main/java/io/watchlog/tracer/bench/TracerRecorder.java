package io.watchlog.tracer.bench;

import io.watchlog.tracer.Span;
import io.watchlog.tracer.TracerBuilder;
import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.WatchlogTracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tracer itself. */
final class TracerRecorder implements Recorder {
  private static final int KEPT = 64;
  private static final Duration NEVER_BY_ITSELF = Duration.ofHours(1);

  private final WatchlogTracer tracer;
  private final boolean escaping;

  /**
   * Takes the tracer over.
   *
   * @param escaping whether the caller keeps the last handles, so that the JIT cannot leave them
   *     out
   */
  TracerRecorder(WatchlogTracer tracer, boolean escaping) {
    this.tracer = tracer;
    this.escaping = escaping;
  }

  /** A tracer whose sender rests until it is asked to flush. */
  static TracerBuilder resting(ServerProcess server, Path queue) {
    return WatchlogTracer.builder("bench")
        .agentUrl(server.url())
        .queueDirectory(queue)
        .flushOnSpanCount(1_000_000)
        .maxBatchBytes(8 << 20)
        .batchSize(10_000)
        .autoFlushInterval(NEVER_BY_ITSELF);
  }

  @Override
  public void record(int spans) {
    if (escaping) {
      Span[] kept = new Span[KEPT];
      SpanWorkload.record(tracer, spans, kept);
    } else {
      SpanWorkload.record(tracer, spans);
    }
  }

  @Override
  public boolean settle(Duration timeout) {
    return tracer.flush(timeout).complete() && tracer.stats().isBalanced();
  }

  @Override
  public Account account() {
    TracerStats stats = tracer.stats();
    Map<String, Long> lost = new LinkedHashMap<>();
    lost.put("droppedRingFull", stats.droppedRingFull());
    lost.put("droppedClosed", stats.droppedClosed());
    lost.put("droppedFailed", stats.droppedFailed());
    lost.put("encodeFailed", stats.encodeFailed());
    lost.put("evicted", stats.evicted());
    lost.put("expired", stats.expired());
    lost.put("damaged", stats.damaged());
    lost.put("rejected", stats.rejected());
    lost.put("skipped", stats.skipped());
    Map<String, Long> notes = new LinkedHashMap<>();
    notes.put("ambiguous", stats.ambiguous());
    notes.put("failedPosts", stats.failedPosts());
    return new Account(stats.delivered(), lost, notes);
  }

  @Override
  public void close() {
    tracer.close();
  }
}
