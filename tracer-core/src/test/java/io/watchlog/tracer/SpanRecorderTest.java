package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.ring.IdleWait;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.ship.DeliveryState;
import io.watchlog.tracer.internal.span.WallClock;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails between the end of a span and its place in the ring. */
final class SpanRecorderTest {
  private static final int RING_SIZE = 8;

  private final Counters counters = new Counters();
  private final CallerMistakes mistakes = new CallerMistakes(counters);
  private final SpanRing ring = new SpanRing(RING_SIZE, new IdleWait(50_000, 50_000));

  private SpanRecorder recorder(Error failure) {
    return recorder(
        1,
        () -> {
          throw failure;
        });
  }

  private SpanRecorder recorder(long maxBlockNs, BooleanSupplier isTracerThread) {
    RingOverflow overflow = new RingOverflow(ring, maxBlockNs, isTracerThread, counters);
    return new SpanRecorder(
        RING_SIZE + 1,
        new ValueRules(256, mistakes),
        ring,
        overflow,
        new WallClock(Clock.systemUTC()),
        counters,
        mistakes);
  }

  @Test
  @Timeout(60)
  void whatTheTracerEndsItselfDoesNotWaitBehindItsDeadlineUnderBlock() {
    SpanRecorder recorder = recorder(TimeUnit.HOURS.toNanos(1), () -> false);
    fillRing(recorder);
    Span open = recorder.startRoot("open", null);
    endAll(recorder, System.nanoTime());
    assertFalse(open.isRecording());
    assertEquals(1, counters.get(Counter.FORCED_ENDS));
    assertEquals(1, counters.get(Counter.DROPPED_RING_FULL));
  }

  @Test
  @Timeout(60)
  void whatTheTracerEndsItselfWaitsForRoomUnderBlockUntilItsDeadline() throws InterruptedException {
    SpanRecorder recorder = recorder(TimeUnit.HOURS.toNanos(1), () -> false);
    fillRing(recorder);
    Span open = recorder.startRoot("open", null);
    Thread ender =
        new Thread(() -> endAll(recorder, System.nanoTime() + TimeUnit.HOURS.toNanos(1)));
    ender.start();
    while (ender.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait(); // it has found no room, and parks
    }
    assertFalse(open.isRecording());
    assertEquals(RING_SIZE, ring.poll(slot -> {}));
    ender.join();
    assertEquals(1, ring.poll(slot -> {}));
    assertEquals(0, counters.get(Counter.DROPPED_RING_FULL));
  }

  private static void fillRing(SpanRecorder recorder) {
    for (int i = 0; i < RING_SIZE; i++) {
      recorder.startRoot("fills the ring", null).end();
    }
  }

  private static void endAll(SpanRecorder recorder, long deadlineNs) {
    recorder.endOpen(span -> true, () -> true, "send", Counter.FORCED_ENDS, deadlineNs);
  }

  @Test
  void aSpanThatCanNotBePublishedIsCountedAndTheCallerDoesNotNotice() {
    SpanRecorder recorder = recorder(new InternalError("on purpose"));
    fillRing(recorder);
    for (int i = 0; i < 3 * RING_SIZE; i++) {
      Span span = recorder.startRoot("over", null);
      assertTrue(span.isRecording(), "the record of the one before was given back");
      span.end();
      assertFalse(span.isRecording());
    }
    assertEquals(3 * RING_SIZE, counters.get(Counter.ENCODE_FAILED));
    Ledger none = new Ledger();
    none.publish();
    TracerStats stats =
        new StatsReader(
                counters,
                none,
                none,
                ring,
                recorder::countOpen,
                () -> false,
                () -> DeliveryState.NEW)
            .read();
    assertEquals(4 * RING_SIZE, stats.ended());
    assertEquals(3 * RING_SIZE, stats.encodeFailed());
    assertEquals(RING_SIZE, stats.pending());
    assertTrue(stats.isBalanced(), stats::toString);
  }
}
