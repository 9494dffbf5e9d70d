package io.watchlog.tracer;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.span.SpanFields;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What happens to a span that the ring did not take at once: it waits, or is dropped and counted.
 * Thread-safe.
 */
final class RingOverflow {
  private static final long PARK_NS = 50_000;

  private final SpanRing ring;
  private final long maxBlockNs;
  private final BooleanSupplier isTracerThread;
  private final Counters counters;

  /**
   * An overflow policy.
   *
   * @param maxBlockNs 0 under {@code DROP}
   * @param isTracerThread whether the caller is a thread of the tracer's, which must not wait for
   *     itself
   */
  RingOverflow(SpanRing ring, long maxBlockNs, BooleanSupplier isTracerThread, Counters counters) {
    this.ring = ring;
    this.maxBlockNs = maxBlockNs;
    this.isTracerThread = isTracerThread;
    this.counters = counters;
  }

  /**
   * Publishes the span within the time allowed, or counts it as dropped.
   *
   * @param timeLimitNs the caller's own, which may be shorter than what the policy allows
   */
  void publishLate(SpanFields span, int bits, SpanFields overrides, long timeLimitNs) {
    long maxWaitNs = Math.min(maxBlockNs, timeLimitNs);
    if (maxWaitNs > 0
        && !isTracerThread.getAsBoolean()
        && waited(span, bits, overrides, maxWaitNs)) {
      return;
    }
    counters.increment(
        switch (ring.state()) {
          case OPEN -> Counter.DROPPED_RING_FULL;
          case CLOSED -> Counter.DROPPED_CLOSED;
          case FAILED -> Counter.DROPPED_FAILED;
        });
  }

  private boolean waited(SpanFields span, int bits, SpanFields overrides, long maxWaitNs) {
    long startNs = System.nanoTime();
    boolean interrupted = false;
    boolean published = false;
    while (!published
        && ring.state() == SpanRing.State.OPEN
        && System.nanoTime() - startNs < maxWaitNs) {
      ring.wake();
      LockSupport.parkNanos(this, PARK_NS);
      // The flag would make every further park return at once; it is the caller's, who gets it
      // back.
      interrupted |= Thread.interrupted();
      published = ring.tryPublish(span, bits, overrides);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return published;
  }
}
