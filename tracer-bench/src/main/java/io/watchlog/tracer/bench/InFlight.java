package io.watchlog.tracer.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Spans that were recorded and have not arrived yet. Recording waits while there are too many of
 * them, so that a peer that would drop spans then is never made to. Thread-safe.
 */
final class InFlight {
  /** Spans that a producer asks room for at once, so that asking costs it next to nothing. */
  static final int CHUNK = 250;

  // Short ones would take the processor from what makes room.
  private static final long PARK_NS = 1_000_000;

  private final int limit;
  private final AtomicLong entered = new AtomicLong();
  private final AtomicLong left = new AtomicLong();

  /** What records some spans without asking for room. */
  @FunctionalInterface
  interface Burst {
    void record(int from, int to);
  }

  InFlight(int limit) {
    this.limit = limit;
  }

  /** Records spans in pieces, each as soon as there is room for it. */
  void record(int spans, Burst burst) {
    for (int from = 0; from < spans; from += CHUNK) {
      int to = Math.min(spans, from + CHUNK);
      long last = entered.addAndGet(to - from);
      while (last - left.get() > limit) {
        LockSupport.parkNanos(this, PARK_NS);
      }
      burst.record(from, to);
    }
  }

  /** Some have arrived, or are known to be lost. */
  void leave(long spans) {
    left.addAndGet(spans);
  }

  /** Spans that left so far. */
  long left() {
    return left.get();
  }

  /** Waits until none is left; false where it takes longer. */
  boolean awaitNone(Duration timeout) {
    long deadlineNs = System.nanoTime() + timeout.toNanos();
    while (left.get() < entered.get()) {
      if (System.nanoTime() - deadlineNs >= 0) {
        return false;
      }
      LockSupport.parkNanos(this, PARK_NS);
    }
    return true;
  }
}
