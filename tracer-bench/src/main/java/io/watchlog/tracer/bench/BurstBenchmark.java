package io.watchlog.tracer.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one span costs its caller, in bursts that every queue holds. Between bursts, outside the
 * measurement, everything is settled, so that nobody is fast by dropping: the benchmark fails where
 * a span was lost. The same for the tracer, its floor and its peers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(5)
public abstract class BurstBenchmark {
  static final int BURST = 4_000;

  /** Seconds to warm up in are few spans on a machine that is busy with something else. */
  private static final int LEAST_WARM_UP_BURSTS = 100;

  private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(30);

  /** For what the last burst left to other threads after it was settled, and to the processor. */
  private static final long PAUSE_NS = 2_000_000;

  /** Threads that record at the same time. */
  @Param({"1", "2"})
  public int producers;

  /** Whether all that is alive after some bursts is moved to the old generation at once. */
  @Param({"false", "true"})
  public boolean promoted;

  private Recorder recorder;
  private Producers threads;
  private long bursts;

  abstract Recorder open() throws IOException;

  /** After the recorder was closed: whatever else must be, or be checked. */
  void close(long recorded) throws IOException {}

  /** Starts what is measured, and warms it up. */
  @Setup
  public void start() throws IOException {
    Recorder opened = open();
    recorder = opened;
    threads = new Producers(producers, () -> opened.record(BURST));
    for (int i = 0; i < LEAST_WARM_UP_BURSTS; i++) {
      settle();
      burst();
    }
    if (promoted) {
      System.gc();
      System.gc();
    }
  }

  /** Settles everything, and gets the producers ready. */
  @Setup(Level.Invocation)
  public void settle() {
    awaitSettled();
    LockSupport.parkNanos(PAUSE_NS);
    threads.line();
  }

  final void burst() {
    threads.burst();
    bursts++;
  }

  private void awaitSettled() {
    if (!recorder.settle(SETTLE_TIMEOUT)) {
      throw new IllegalStateException("not settled: " + recorder.account());
    }
  }

  /** Fails where a span was lost. */
  @TearDown
  public void stop() throws IOException {
    threads.close();
    awaitSettled();
    Account account = recorder.account();
    recorder.close();
    long recorded = bursts * BURST * producers;
    close(recorded);
    String text = recorded + " recorded, " + account;
    System.out.println(text);
    if (account.delivered() != recorded || account.totalLost() > 0) {
      throw new IllegalStateException(text);
    }
  }
}
