package io.watchlog.tracer.bench;

import io.watchlog.tracer.internal.encode.SpanEncoder;
import io.watchlog.tracer.internal.span.SpanFields;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the encoder takes for a span of the workload, redaction included. {@link CallerProfiler}
 * gives it in processor time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EncodeBenchmark {
  private static final int ROUNDS = 64;

  private SpanEncoder encoder;
  private SpanFields[] spans;
  private long bytes;

  /** Makes the spans. */
  @Setup
  public void start() {
    encoder = PieceSpans.encoder();
    spans = PieceSpans.workload();
  }

  /** Encodes each span again and again. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS * PieceSpans.COUNT)
  public long encode() {
    CallerProfiler.measured(this::burst);
    return bytes;
  }

  private void burst() {
    for (int round = 0; round < ROUNDS; round++) {
      for (SpanFields span : spans) {
        bytes += PieceSpans.encoded(encoder, span).length();
      }
    }
  }
}
