package io.watchlog.tracer.internal.ship;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** At most one timer, for the next step. On the event loop only. */
final class StepTimer {
  private static final long LEAST_NS = 1_000_000L;

  private final EventLoop loop;
  private final Runnable step;
  private ScheduledFuture<?> timer;
  private long atNs;

  StepTimer(EventLoop loop, Runnable step) {
    this.loop = loop;
    this.step = step;
  }

  /** A step in so many nanoseconds, or earlier; {@code Long.MAX_VALUE} asks for none. */
  void within(long nowNs, long untilNs) {
    if (untilNs == Long.MAX_VALUE) {
      return;
    }
    long delayNs = Math.max(LEAST_NS, untilNs);
    long newAtNs = nowNs + delayNs;
    if (timer != null && atNs - newAtNs <= 0) {
      return;
    }
    // The new one first: for want of memory there may be none, and then the old one must remain.
    ScheduledFuture<?> old = timer;
    timer = loop.schedule(this::fire, delayNs, TimeUnit.NANOSECONDS);
    atNs = newAtNs;
    if (old != null) {
      old.cancel(false);
    }
  }

  void cancel() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void fire() {
    timer = null;
    step.run();
  }
}
