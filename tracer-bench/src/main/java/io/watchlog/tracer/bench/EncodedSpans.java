package io.watchlog.tracer.bench;

import io.watchlog.tracer.internal.encode.SpanEncoder;
import io.watchlog.tracer.internal.span.SpanFields;

/** Spans that are encoded again and again. */
final class EncodedSpans {
  static final int ROUNDS = 64;

  private final SpanEncoder encoder = PieceSpans.encoder();
  private final SpanFields[] spans;
  private long bytes;

  EncodedSpans(SpanFields[] spans) {
    this.spans = spans;
  }

  /** Encodes each of them so many times; returns the bytes so far. */
  long encode() {
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
