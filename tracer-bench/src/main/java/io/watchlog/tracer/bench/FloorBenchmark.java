package io.watchlog.tracer.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What no tracer of this kind can go below: two clock reads and a bare multi-producer ring that the
 * same fields are put into, with a consumer that parks when it has nothing to do.
 */
public class FloorBenchmark extends BurstBenchmark {
  @Override
  Recorder open() {
    return new BareRing();
  }

  /** A burst of slots by each producer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void slot() {
    burst();
  }
}
