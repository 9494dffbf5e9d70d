package io.watchlog.tracer;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.metrics.ListenerGuard;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.span.WallClock;
import io.watchlog.tracer.spi.DropReason;
import io.watchlog.tracer.spi.TracerListener;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the journal thread does beside its work, about ten times a second, once a second while there
 * is none: the wall clock, spans open for too long, the places of dead threads, drops for the
 * listener, mistakes for the log. One thread.
 */
final class Housekeeping implements Runnable {
  private static final long SECOND_NS = 1_000_000_000;
  private static final Map<DropReason, Counter> REPORTED =
      new EnumMap<>(
          Map.of(
              DropReason.RING_FULL, Counter.DROPPED_RING_FULL,
              DropReason.CLOSED, Counter.DROPPED_CLOSED,
              DropReason.FAILED, Counter.DROPPED_FAILED,
              DropReason.ENCODE_FAILED, Counter.ENCODE_FAILED));

  private final SpanRecorder recorder;
  private final SpanRing ring;
  private final WallClock clock;
  private final long maxSpanDurationNs;
  private final Counters counters;
  private final Ledger journal;
  private final CallerMistakes mistakes;
  private final TracerListener listener;
  private final ListenerGuard guard;
  private final ThrottledLog log;
  private final Map<DropReason, Long> told = new EnumMap<>(DropReason.class);
  private long nextSecondNs = System.nanoTime();
  private long nextTimeoutsNs;

  Housekeeping(
      SpanRecorder recorder,
      SpanRing ring,
      WallClock clock,
      long maxSpanDurationNs,
      Counters counters,
      Ledger journal,
      CallerMistakes mistakes,
      TracerListener listener,
      ThrottledLog log) {
    this.recorder = recorder;
    this.ring = ring;
    this.clock = clock;
    this.maxSpanDurationNs = maxSpanDurationNs;
    this.counters = counters;
    this.journal = journal;
    this.mistakes = mistakes;
    this.listener = listener;
    this.guard = new ListenerGuard(counters, log);
    this.log = log;
    this.nextTimeoutsNs = nextSecondNs;
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    if (now - nextSecondNs >= 0) {
      nextSecondNs = now + SECOND_NS;
      refreshClock();
      recorder.vacateDeadOwners();
    }
    if (now - nextTimeoutsNs >= 0 && ring.state() == SpanRing.State.OPEN) {
      nextTimeoutsNs = now + Math.min(SECOND_NS, maxSpanDurationNs / 8);
      endOverdue(now);
    }
    mistakes.log(log);
    tellDrops();
  }

  private void tellDrops() {
    REPORTED.forEach(
        (reason, counter) -> {
          long total = counters.get(counter) + journal.get(counter);
          long before = told.getOrDefault(reason, 0L);
          if (total > before) {
            told.put(reason, total);
            tell(reason, total - before);
          }
        });
  }

  private void tell(DropReason reason, long count) {
    if (reason == DropReason.RING_FULL) {
      log.warn(
          "ring-full",
          "Ended spans were dropped because the ring was full ("
              + count
              + " now); stats().droppedRingFull() counts them, see ringSize and overflowPolicy",
          null);
    }
    guard.call("onDropped", () -> listener.onDropped(reason, count));
  }

  private void refreshClock() {
    try {
      clock.refresh();
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("clock", "The clock failed; times go on from its last answer", e);
    }
  }

  private void endOverdue(long now) {
    recorder.endOpen(
        span -> now - span.startNs >= maxSpanDurationNs,
        () -> !ring.isHalfFull(),
        "timeout",
        Counter.TIMED_OUT_SPANS,
        now);
  }
}
