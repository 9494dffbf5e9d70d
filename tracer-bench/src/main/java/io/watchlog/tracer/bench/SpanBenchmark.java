package io.watchlog.tracer.bench;

import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one span costs its caller, from {@code startTrace} to {@code end}, in bursts that the ring
 * holds. Between bursts, outside the measurement, everything is delivered, so that no burst finds
 * the ring full: the benchmark fails if one did. The journal thread works during a burst, the
 * sender only between them: with two processors it would take the second producer's. {@link
 * FloorBenchmark} is the yardstick.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(5)
public class SpanBenchmark {
  static final int BURST = 4_000;

  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

  /** Threads that record at the same time. */
  @Param({"1", "2"})
  public int producers;

  private Path queue;
  private ServerProcess server;
  private WatchlogTracer tracer;
  private Producers threads;

  /** Starts the server's process and a tracer whose sender rests until it is asked to flush. */
  @Setup
  public void start() throws IOException {
    queue = TemporaryQueue.create();
    server = ServerProcess.start();
    WatchlogTracer started =
        WatchlogTracer.builder("bench")
            .agentUrl(server.url())
            .queueDirectory(queue)
            .flushOnSpanCount(1_000_000)
            .maxBatchBytes(8 << 20)
            .batchSize(10_000)
            .autoFlushInterval(DRAIN_TIMEOUT)
            .build();
    tracer = started;
    threads = new Producers(producers, () -> SpanWorkload.record(started, BURST));
  }

  /** Drains everything, and gets the producers ready. */
  @Setup(Level.Invocation)
  public void drain() {
    if (!tracer.flush(DRAIN_TIMEOUT).complete()) {
      throw new IllegalStateException("not drained: " + tracer.stats());
    }
    threads.line();
  }

  /** A burst of spans by each producer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void span() {
    threads.burst();
  }

  /** Fails where a span was lost. */
  @TearDown
  public void stop() throws IOException {
    threads.close();
    drainLast();
    TracerStats stats = tracer.stats();
    long counted = server.counts().spans();
    tracer.close();
    server.close();
    TemporaryQueue.delete(queue);
    String text = stats.ended() + " ended, " + stats.lost() + " lost, server counted " + counted;
    System.out.println(text);
    if (stats.lost() > 0 || counted != stats.ended()) {
      throw new IllegalStateException(text + ": " + stats);
    }
  }

  private void drainLast() {
    if (!tracer.flush(DRAIN_TIMEOUT).complete()) {
      throw new IllegalStateException("not drained: " + tracer.stats());
    }
  }
}
