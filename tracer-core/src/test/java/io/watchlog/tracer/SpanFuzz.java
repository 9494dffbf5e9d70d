package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.fuzz.FuzzInput;
import io.watchlog.tracer.internal.encode.FuzzedEncoder;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.ring.IdleWait;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.ring.SpanSlot;
import io.watchlog.tracer.internal.span.WallClock;
import java.time.Clock;

/**
 * Fuzz target: any calls of a span's setters give a record that two parsers read, in which every
 * limit holds. The way is that of a tracer, up to the ring and the encoder behind it, on one
 * thread.
 */
public final class SpanFuzz {
  private static final int MAX_CALLS = 100;
  private static final Counters COUNTERS = new Counters();
  private static final SpanRing RING = new SpanRing(8, new IdleWait(50_000, 50_000));

  private final FuzzInput in;
  private final FuzzedValues values;
  private final FuzzedEncoder encoder;

  private SpanFuzz(byte[] bytes) {
    in = new FuzzInput(bytes);
    values = new FuzzedValues(in);
    encoder = new FuzzedEncoder(in);
  }

  /** What the fuzzer, or the replay of its corpus, calls. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    new SpanFuzz(bytes).run();
  }

  private void run() {
    SpanRecorder recorder = recorder();
    long failed = COUNTERS.get(Counter.ENCODE_FAILED) + COUNTERS.get(Counter.INTERNAL_ERRORS);
    Span span = start(recorder);
    for (int i = in.below(MAX_CALLS); i > 0; i--) {
      call(span);
    }
    span.end(in.flag() ? data() : null);
    assertEquals(1, RING.poll(this::check));
    assertEquals(
        failed, COUNTERS.get(Counter.ENCODE_FAILED) + COUNTERS.get(Counter.INTERNAL_ERRORS));
  }

  private void check(SpanSlot slot) {
    assertTrue(slot.isFilled());
    encoder.check(slot);
  }

  private SpanRecorder recorder() {
    CallerMistakes mistakes = new CallerMistakes(COUNTERS);
    return new SpanRecorder(
        8,
        new ValueRules(encoder.maxFieldLength(), mistakes),
        RING,
        new RingOverflow(RING, 0, () -> false, COUNTERS),
        new WallClock(Clock.systemUTC()),
        COUNTERS,
        mistakes);
  }

  private Span start(SpanRecorder recorder) {
    Metadata metadata = in.flag() ? metadata() : null;
    String name = values.text();
    return switch (in.below(4)) {
      case 0 -> recorder.startRoot(recorder.trace(values.text()), name, metadata);
      case 1 -> recorder.startChild(values.text(), name, metadata);
      default -> recorder.startRoot(name, metadata);
    };
  }

  private Metadata metadata() {
    Metadata.Builder builder = Metadata.builder();
    for (int i = in.below(MAX_CALLS); i > 0; i--) {
      builder.put(values.key(), values.value());
    }
    return builder.build();
  }

  private void call(Span span) {
    switch (in.below(16)) {
      case 0 -> span.tokens(values.whole());
      case 1 -> span.tokens(values.whole(), values.whole());
      case 2 -> span.cost(values.real());
      case 3 -> span.model(values.text());
      case 4 -> span.provider(values.text());
      case 5 -> span.input(values.text());
      case 6 -> span.output(values.text());
      case 7, 8 -> span.input(values.value());
      case 9, 10 -> span.output(values.value());
      case 11 -> span.attribute(values.key(), values.text());
      case 12 -> span.attribute(values.key(), values.whole());
      case 13 -> span.attribute(values.key(), values.real());
      case 14 -> span.error(values.error());
      default -> span.error(values.text());
    }
  }

  private SpanData data() {
    if (in.flag()) {
      return SpanData.of(values.map());
    }
    SpanData.Builder data = SpanData.builder();
    for (int i = in.below(MAX_CALLS); i > 0; i--) {
      switch (in.below(10)) {
        case 0 -> data.tokens(values.whole(), values.whole());
        case 1 -> data.cost(values.real());
        case 2 -> data.model(values.text());
        case 3 -> data.provider(values.text());
        case 4 -> data.input(values.value());
        case 5 -> data.output(values.value());
        case 6 -> data.attribute(values.key(), values.text());
        case 7 -> data.attribute(values.key(), in.flag());
        case 8 -> data.error(values.error());
        default -> data.output(values.text());
      }
    }
    return data.build();
  }
}
