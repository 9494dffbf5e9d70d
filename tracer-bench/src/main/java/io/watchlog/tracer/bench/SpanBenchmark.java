package io.watchlog.tracer.bench;

import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The tracer's own spans, from {@code startTrace} to {@code end}. The journal thread works during a
 * burst, the sender only between them: with two processors it would take the second producer's.
 * {@link FloorBenchmark} is the yardstick.
 */
public class SpanBenchmark extends BurstBenchmark {
  private static final Duration NEVER_BY_ITSELF = Duration.ofHours(1);

  /** Whether the caller keeps the handles of its last spans. */
  @Param({"false", "true"})
  public boolean escaping;

  private Path queue;
  private ServerProcess server;

  @Override
  Recorder open() throws IOException {
    queue = TemporaryQueue.create();
    server = ServerProcess.start();
    return new TracerRecorder(
        WatchlogTracer.builder("bench")
            .agentUrl(server.url())
            .queueDirectory(queue)
            .flushOnSpanCount(1_000_000)
            .maxBatchBytes(8 << 20)
            .batchSize(10_000)
            .autoFlushInterval(NEVER_BY_ITSELF)
            .build(),
        escaping);
  }

  /** A burst of spans by each producer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void span() {
    burst();
  }

  /** Fails where a span was lost, or the server counted others. */
  @Override
  @TearDown
  public void stop() throws IOException {
    super.stop();
    long counted = server.counts().spans();
    server.close();
    TemporaryQueue.delete(queue);
    if (counted != recorded()) {
      throw new IllegalStateException("the server counted " + counted);
    }
  }
}
