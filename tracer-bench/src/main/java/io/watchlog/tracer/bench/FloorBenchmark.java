package io.watchlog.tracer.bench;

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
 * What no tracer of this kind can go below: two clock reads and a bare multi-producer ring that the
 * same fields are put into, with a consumer that parks when it has nothing to do. The bursts are
 * those of {@link SpanBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(5)
public class FloorBenchmark {
  /** Threads that record at the same time. */
  @Param({"1", "2"})
  public int producers;

  private BareRing ring;
  private Producers threads;

  /** Starts the consumer. */
  @Setup
  public void start() {
    BareRing started = new BareRing();
    ring = started;
    threads = new Producers(producers, () -> started.record(SpanBenchmark.BURST));
  }

  /** Waits until the consumer has seen everything, and gets the producers ready. */
  @Setup(Level.Invocation)
  public void drain() {
    ring.awaitEmpty();
    threads.line();
  }

  /** A burst of slots by each producer. */
  @Benchmark
  @OperationsPerInvocation(SpanBenchmark.BURST)
  public void slot() {
    threads.burst();
  }

  /** Fails where a slot was not to be had. */
  @TearDown
  public void stop() {
    threads.close();
    ring.close();
    System.out.println(ring.dropped() + " dropped");
    if (ring.dropped() > 0) {
      throw new IllegalStateException("the bare ring was full");
    }
  }
}
