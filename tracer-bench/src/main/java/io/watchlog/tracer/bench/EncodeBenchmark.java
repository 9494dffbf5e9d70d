package io.watchlog.tracer.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * What the encoder takes for a span of the workload, redaction included. {@link CallerProfiler}
 * gives it in processor time.
 */
public class EncodeBenchmark extends PieceBenchmark {
  private EncodedSpans spans;

  /** Makes the spans. */
  @Setup
  public void start() {
    spans = new EncodedSpans(PieceSpans.workload());
  }

  /** Encodes each span again and again. */
  @Benchmark
  @OperationsPerInvocation(EncodedSpans.ROUNDS * PieceSpans.COUNT)
  public long encode() {
    return spans.encode();
  }
}
