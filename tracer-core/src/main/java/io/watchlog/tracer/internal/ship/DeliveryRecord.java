package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.WallClock;
import java.io.IOException;

/**
 * Remembers the last failure, and shows others how delivery stands. Written by the sender thread;
 * {@link #state} is for any.
 */
final class DeliveryRecord {
  private final Counters counters;
  private final WallClock clock;
  private volatile DeliveryState state = DeliveryState.NEW;
  private DeliveryState.Failure last;
  private boolean failing;

  DeliveryRecord(Counters counters, WallClock clock) {
    this.counters = counters;
    this.clock = clock;
  }

  void failed(String what, Throwable thrown) {
    counters.increment(Counter.FAILED_POSTS);
    last = new DeliveryState.Failure(clock.epochMs(), what, thrown);
    failing = true;
  }

  void succeeded() {
    failing = false;
  }

  /** The last failure since the last success; null where there was none. */
  Throwable error() {
    return failing ? new IOException(last.what(), last.thrown()) : null;
  }

  /** Shows what has changed. */
  void publish(AgentHealth health) {
    DeliveryState now = new DeliveryState(health.breaker(), health.consecutiveFailures(), last);
    if (!now.equals(state)) {
      state = now;
    }
  }

  DeliveryState state() {
    return state;
  }
}
