package io.watchlog.tracer.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it takes to append an encoded span to the log, in bursts of the size of a segment. Between
 * bursts, outside the measurement, everything is settled, so that the files are used again as they
 * are where the sender keeps up. {@link CallerProfiler} gives it in processor time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AppendBenchmark {
  private static final int BURST = 6_000;

  private PieceLog log;

  /** Makes a log on disk. */
  @Setup
  public void start() throws IOException {
    log = new PieceLog();
  }

  /** Settles everything. */
  @Setup(Level.Invocation)
  public void drain() {
    log.drain();
  }

  /** Appends about a segment. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void append() {
    CallerProfiler.measured(this::burst);
  }

  private void burst() {
    log.append(BURST);
  }

  /** Fails where a record was lost. */
  @TearDown
  public void stop() throws IOException {
    log.close();
  }
}
