package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.bench.CallerProfiler;
import io.watchlog.tracer.bench.PieceBenchmark;
import io.watchlog.tracer.bench.RedactBenchmark;
import io.watchlog.tracer.internal.metrics.Counters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What looking for secrets in 256 characters takes, and replacing them: redaction without the
 * quoting and copying that {@link RedactBenchmark} has with it. In the package of what it measures,
 * which nobody else can call.
 */
public class ScanBenchmark extends PieceBenchmark {
  private static final int COUNT = 64;
  private static final int ROUNDS = 64;
  private static final int LENGTH = 256;

  /** What is looked through. */
  @Param({"CLEAN", "GERMAN", "LINES", "SECRETS"})
  public RedactBenchmark.Text text;

  private final String[] texts = new String[COUNT];
  private Redaction redaction;
  private long kept;

  /** Makes the texts. */
  @Setup
  public void start() {
    redaction = new Redaction(EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, new Counters());
    for (int i = 0; i < COUNT; i++) {
      texts[i] = text.of(i, LENGTH);
    }
  }

  /** Looks through each text again and again. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS * COUNT)
  public long scan() {
    CallerProfiler.measured(this::burst);
    return kept;
  }

  private void burst() {
    for (int round = 0; round < ROUNDS; round++) {
      for (String value : texts) {
        kept += redaction.builtIn(value, LENGTH).length();
      }
    }
  }
}
