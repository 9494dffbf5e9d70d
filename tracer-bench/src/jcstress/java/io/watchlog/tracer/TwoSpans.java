package io.watchlog.tracer;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.ring.IdleWait;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.span.WallClock;
import java.time.Clock;

/** A recorder with room for one open span, which is open. */
final class TwoSpans {
  private static final WallClock CLOCK = new WallClock(Clock.systemUTC());

  final Counters counters = new Counters();
  final SpanRing ring = new SpanRing(4, new IdleWait(50_000, 50_000));
  final SpanRecorder recorder;
  final Span first;

  TwoSpans() {
    CallerMistakes mistakes = new CallerMistakes(counters);
    RingOverflow overflow = new RingOverflow(ring, 0, () -> false, counters);
    ValueRules values = new ValueRules(256, mistakes);
    recorder = new SpanRecorder(1, values, ring, overflow, CLOCK, counters, mistakes);
    first = recorder.startRoot(recorder.trace("first trace"), "first", null);
  }

  /** Ends the first span and starts a second one in its memory. */
  Span second() {
    first.end();
    return recorder.startRoot(recorder.trace("second trace"), "second", null);
  }

  int count(Counter counter) {
    return (int) counters.get(counter);
  }
}
