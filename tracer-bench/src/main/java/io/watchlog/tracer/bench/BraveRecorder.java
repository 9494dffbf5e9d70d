package io.watchlog.tracer.bench;

import brave.Span;
import brave.Tracer;
import brave.Tracing;
import brave.sampler.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.InMemoryReporterMetrics;
import zipkin2.reporter.brave.AsyncZipkinSpanHandler;

/**
 * Brave with zipkin-reporter, whose sender throws everything away. Its tags are texts, so that
 * numbers are made into some.
 */
final class BraveRecorder implements Recorder {
  private static final int QUEUE_SIZE = 16_384;
  private static final int MESSAGE_BYTES = 5 << 20;

  /** A message that does not fill up is sent after this time, which a burst's end waits for. */
  private static final long MESSAGE_TIMEOUT_MS = 5;

  private final InFlight inFlight = new InFlight(QUEUE_SIZE);
  private final InMemoryReporterMetrics metrics = new InMemoryReporterMetrics();
  private final NoSender sender = new NoSender(inFlight);
  private final AsyncZipkinSpanHandler handler;
  private final Tracing tracing;
  private final Tracer tracer;

  private static final class NoSender extends BytesMessageSender.Base {
    private final InFlight inFlight;
    private volatile long sent;

    NoSender(InFlight inFlight) {
      super(Encoding.JSON);
      this.inFlight = inFlight;
    }

    @Override
    public int messageMaxBytes() {
      return MESSAGE_BYTES;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the reporter's thread
    public void send(List<byte[]> spans) {
      sent += spans.size();
      inFlight.leave(spans.size());
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  BraveRecorder() {
    handler =
        AsyncZipkinSpanHandler.newBuilder(sender)
            .queuedMaxSpans(QUEUE_SIZE)
            .messageMaxBytes(MESSAGE_BYTES)
            .messageTimeout(MESSAGE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
            .metrics(metrics)
            .build();
    tracing =
        Tracing.newBuilder()
            .localServiceName("bench")
            .sampler(Sampler.ALWAYS_SAMPLE)
            .addSpanHandler(handler)
            .build();
    tracer = tracing.tracer();
  }

  @Override
  public void record(int spans) {
    inFlight.record(spans, this::burst);
  }

  private void burst(int from, int to) {
    for (int i = from; i < to; i++) {
      Span span = tracer.newTrace().name(SpanWorkload.NAME).start();
      span.tag("feature", SpanWorkload.FEATURE).tag("step", SpanWorkload.STEP);
      span.tag("promptVersion", SpanWorkload.PROMPT_VERSION);
      span.tag("tokens", Integer.toString(SpanWorkload.tokens(i)));
      span.tag("cost", Double.toString(SpanWorkload.COST));
      span.tag("model", SpanWorkload.MODEL).tag("provider", SpanWorkload.PROVIDER);
      span.tag("input", SpanWorkload.input(i)).tag("output", SpanWorkload.output(i));
      span.finish();
    }
  }

  @Override
  public boolean settle(Duration timeout) {
    return inFlight.awaitNone(timeout);
  }

  @Override
  public Account account() {
    return Account.of(sender.sent, Map.of("dropped", metrics.spansDropped()));
  }

  @Override
  public void close() {
    tracing.close();
    handler.close();
  }
}
