package io.watchlog.tracer.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it takes to append an encoded span to the log, in bursts of the size of a segment. Between
 * bursts, outside the measurement, everything is settled, so that the files are used again as they
 * are where the sender keeps up. {@link CallerProfiler} gives it in processor time.
 */
public class AppendBenchmark extends PieceBenchmark {
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
