package io.watchlog.tracer.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * The tracer's own spans, from {@code startTrace} to {@code end}. The journal thread works during a
 * burst, the sender only between them: with two processors it would take the second producer's.
 * {@link FloorBenchmark} is the yardstick.
 */
public class SpanBenchmark extends BurstBenchmark {
  /** Whether the caller keeps the handles of its last spans. */
  @Param({"false", "true"})
  public boolean escaping;

  private Path queue;
  private ServerProcess server;

  @Override
  Recorder open() throws IOException {
    queue = TemporaryQueue.create();
    server = ServerProcess.start();
    return new TracerRecorder(TracerRecorder.resting(server, queue).build(), escaping);
  }

  /** A burst of spans by each producer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void span() {
    burst();
  }

  @Override
  void close(long recorded) throws IOException {
    long counted = server.counts().spans();
    server.close();
    TemporaryQueue.delete(queue);
    if (counted != recorded) {
      throw new IllegalStateException("the server counted " + counted + " of " + recorded);
    }
  }
}
