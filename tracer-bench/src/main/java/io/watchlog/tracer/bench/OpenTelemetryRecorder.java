package io.watchlog.tracer.bench;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * OpenTelemetry's SDK with its {@code BatchSpanProcessor}, set up as well as it can be: the sampler
 * that costs nothing, attribute keys and what never changes made beforehand, and a queue that is
 * never found full. A span that the processor drops all the same is missing from the account.
 */
final class OpenTelemetryRecorder implements Recorder {
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("model");
  private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("provider");
  private static final AttributeKey<String> INPUT = AttributeKey.stringKey("input");
  private static final AttributeKey<String> OUTPUT = AttributeKey.stringKey("output");
  private static final AttributeKey<Long> TOKENS = AttributeKey.longKey("tokens");
  private static final AttributeKey<Double> COST = AttributeKey.doubleKey("cost");
  private static final Attributes METADATA =
      Attributes.of(
          AttributeKey.stringKey("feature"), SpanWorkload.FEATURE,
          AttributeKey.stringKey("step"), SpanWorkload.STEP,
          AttributeKey.stringKey("promptVersion"), SpanWorkload.PROMPT_VERSION);
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(30);

  private final InFlight inFlight;
  private final CountingExporter exporter;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /** Counts what the exporter behind it took, and what not. */
  private static final class CountingExporter implements SpanExporter {
    private final SpanExporter target;
    private final InFlight inFlight;
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    CountingExporter(SpanExporter target, InFlight inFlight) {
      this.target = target;
      this.inFlight = inFlight;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int count = spans.size();
      CompletableResultCode result = target.export(spans);
      return result.whenComplete(
          () -> {
            (result.isSuccess() ? exported : failed).addAndGet(count);
            inFlight.leave(count);
          });
    }

    @Override
    public CompletableResultCode flush() {
      return target.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return target.shutdown();
    }
  }

  /**
   * Starts it.
   *
   * @param target where spans are exported to
   * @param queueSize spans that the processor's queue holds
   * @param batchSize spans to an export
   */
  OpenTelemetryRecorder(SpanExporter target, int queueSize, int batchSize) {
    inFlight = new InFlight(queueSize);
    exporter = new CountingExporter(target, inFlight);
    provider =
        SdkTracerProvider.builder()
            .setSampler(Sampler.alwaysOn())
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(queueSize)
                    .setMaxExportBatchSize(batchSize)
                    .setExporterTimeout(EXPORT_TIMEOUT)
                    .build())
            .build();
    tracer = provider.get("bench");
  }

  @Override
  public void record(int spans) {
    inFlight.record(spans, this::burst);
  }

  private void burst(int from, int to) {
    for (int i = from; i < to; i++) {
      Span span =
          tracer
              .spanBuilder(SpanWorkload.NAME)
              .setNoParent()
              .setAllAttributes(METADATA)
              .startSpan();
      span.setAttribute(TOKENS, SpanWorkload.tokens(i)).setAttribute(COST, SpanWorkload.COST);
      span.setAttribute(MODEL, SpanWorkload.MODEL).setAttribute(PROVIDER, SpanWorkload.PROVIDER);
      span.setAttribute(INPUT, SpanWorkload.input(i)).setAttribute(OUTPUT, SpanWorkload.output(i));
      span.end();
    }
  }

  @Override
  public boolean settle(Duration timeout) {
    long deadlineNs = System.nanoTime() + timeout.toNanos();
    return provider.forceFlush().join(timeout.toNanos(), TimeUnit.NANOSECONDS).isSuccess()
        && inFlight.awaitNone(Duration.ofNanos(deadlineNs - System.nanoTime()));
  }

  @Override
  public Account account() {
    return Account.of(exporter.exported.get(), Map.of("failed", exporter.failed.get()));
  }

  @Override
  public void close() {
    provider.close();
  }
}
