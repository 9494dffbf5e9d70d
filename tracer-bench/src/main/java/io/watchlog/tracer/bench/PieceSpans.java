package io.watchlog.tracer.bench;

import io.watchlog.tracer.internal.encode.EncoderSettings;
import io.watchlog.tracer.internal.encode.RecordBuffer;
import io.watchlog.tracer.internal.encode.SpanEncoder;
import io.watchlog.tracer.internal.log.LogWriter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanIds;

/** Spans as the journal thread finds them in the ring, and an encoder for them. */
final class PieceSpans {
  static final int COUNT = 64;

  private static final SpanAttributes METADATA =
      new SpanAttributes(
          new String[] {"feature", "step", "promptVersion"},
          new Object[] {"ai-summary", "generate", "v2"},
          0,
          0);

  private PieceSpans() {}

  /** An encoder with a tracer's default settings. */
  static SpanEncoder encoder() {
    return new SpanEncoder(
        new EncoderSettings(
            "bench",
            256,
            true,
            10_000_000_000L,
            EncoderSettings.DEFAULT_SENSITIVE_FIELDS,
            null,
            LogWriter.HEADROOM,
            1 << 20),
        new SpanIds(),
        new SpanIds(),
        new Counters());
  }

  /** The workload's spans; no two have an id or a time in common. */
  static SpanFields[] workload() {
    SpanFields[] spans = new SpanFields[COUNT];
    for (int i = 0; i < COUNT; i++) {
      spans[i] = span(i);
      spans[i].input = SpanWorkload.input(i);
      spans[i].output = SpanWorkload.output(i);
      spans[i].set |= SpanFields.INPUT | SpanFields.OUTPUT;
    }
    return spans;
  }

  /** A span without input and output. */
  static SpanFields span(int i) {
    SpanFields span = new SpanFields();
    span.traceNumber = (1L << 20) + i;
    span.spanNumber = (i + 1L) << 20;
    span.name = SpanWorkload.NAME;
    span.metadata = METADATA;
    span.startNs = 1_000_003L * i;
    span.endNs = span.startNs + 417_333L * (i + 1);
    span.wallOffsetNs = 1_790_000_000_123_456_789L;
    span.tokens = SpanWorkload.tokens(i);
    span.cost = SpanWorkload.COST;
    span.model = SpanWorkload.MODEL;
    span.provider = SpanWorkload.PROVIDER;
    span.set = SpanFields.TOKENS | SpanFields.COST | SpanFields.MODEL | SpanFields.PROVIDER;
    return span;
  }

  /** Encodes a span; the record is valid until the next call. */
  static RecordBuffer encoded(SpanEncoder encoder, SpanFields span) {
    if (!encoder.encode(span)) {
      throw new IllegalStateException("a span could not be encoded");
    }
    return encoder.buffer();
  }
}
