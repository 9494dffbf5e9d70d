package io.watchlog.tracer.bench;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * OpenTelemetry's SDK in place of the tracer, with an exporter that throws everything away. An
 * export takes as many spans as a burst of two producers has, so that its thread is not woken
 * during a burst.
 */
public class OpenTelemetryBenchmark extends BurstBenchmark {
  private static final int QUEUE_SIZE = 16_384;
  private static final int BATCH_SIZE = 8_192;

  private static final class NoExporter implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Override
  Recorder open() {
    return new OpenTelemetryRecorder(new NoExporter(), QUEUE_SIZE, BATCH_SIZE);
  }

  /** A burst of spans by each producer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void span() {
    burst();
  }
}
