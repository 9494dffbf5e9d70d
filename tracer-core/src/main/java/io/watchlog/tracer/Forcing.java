package io.watchlog.tracer;

import io.watchlog.tracer.internal.log.SpanLog;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** {@code Durability.HOST}: forces the log to its device at an interval, on a thread of its own. */
final class Forcing {
  private final SpanLog log;
  private final Counters counters;
  private final ScheduledExecutorService executor;

  Forcing(SpanLog log, Counters counters, long intervalNs, ThreadFactory threadFactory) {
    this.log = log;
    this.counters = counters;
    this.executor = Executors.newSingleThreadScheduledExecutor(threadFactory);
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(this::force, intervalNs, intervalNs, TimeUnit.NANOSECONDS);
  }

  /** One that fails must not be the last one. */
  private void force() {
    try {
      log.force();
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      counters.increment(Counter.INTERNAL_ERRORS);
    }
  }

  /** Forces once more, on the thread, and waits for that until the deadline. */
  void close(long deadlineNs) {
    CountDownLatch forced = new CountDownLatch(1);
    executor.execute(
        () -> {
          force();
          forced.countDown();
        });
    executor.shutdown();
    Shutdown.await(forced, deadlineNs);
  }
}
