package io.watchlog.tracer.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Brave with zipkin-reporter in place of the tracer. */
public class BraveBenchmark extends BurstBenchmark {
  @Override
  Recorder open() {
    return new BraveRecorder();
  }

  /** A burst of spans by each producer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void span() {
    burst();
  }
}
