package io.watchlog.tracer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Closes once, whoever asks and however often: a caller, several at once, the JVM's exit.
 * Thread-safe.
 */
final class Shutdown {
  private final LongConsumer stop;
  private final BooleanSupplier isTracerThread;
  private final String app;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Thread hook;

  /**
   * A shutdown that has not begun.
   *
   * @param stop stops everything by the {@code nanoTime} it is given
   */
  Shutdown(LongConsumer stop, BooleanSupplier isTracerThread, String app) {
    this.stop = stop;
    this.isTracerThread = isTracerThread;
    this.app = app;
  }

  /** Closes when the JVM exits, if it is not doing so already. */
  void addHook(long timeoutNs) {
    Thread thread = daemon(() -> close(timeoutNs), app, "shutdown");
    try {
      Runtime.getRuntime().addShutdownHook(thread);
      hook = thread;
    } catch (IllegalStateException e) {
      // The JVM is exiting: there is nothing to wait for any more, what is on disk stays there.
      hook = null;
    }
  }

  /**
   * Stops everything, or waits for the caller that does; returns when that is done, or after the
   * timeout.
   */
  void close(long timeoutNs) {
    long deadlineNs = System.nanoTime() + timeoutNs;
    if (isTracerThread.getAsBoolean()) {
      // It can't wait for its own end: another thread closes, and this one goes on.
      daemon(() -> close(timeoutNs), app, "close").start();
      return;
    }
    if (begun.compareAndSet(false, true)) {
      try {
        stop.accept(deadlineNs);
      } finally {
        done.countDown();
        removeHook();
      }
    } else {
      await(done, deadlineNs);
    }
  }

  /**
   * Waits for a thread's end without heed of interrupts, whose flag is kept; false where it lives
   * on.
   */
  static boolean joined(Thread thread, long deadlineNs) {
    boolean interrupted = false;
    while (thread.isAlive() && deadlineNs - System.nanoTime() > 0) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, deadlineNs - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** Waits without heed of interrupts, whose flag is kept. */
  static void await(CountDownLatch latch, long deadlineNs) {
    boolean interrupted = false;
    boolean waiting = true;
    while (waiting) {
      try {
        boolean unused = latch.await(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        waiting = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A thread that takes nothing over from the one that makes it: no thread locals, no class loader.
   */
  static Thread daemon(Runnable task, String app, String role) {
    Thread thread = new Thread(null, task, "watchlog-" + app + "-" + role, 0, false);
    thread.setContextClassLoader(Shutdown.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  private void removeHook() {
    Thread thread = hook;
    if (thread == null || thread == Thread.currentThread()) {
      return;
    }
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The JVM is exiting and runs the hook, which finds everything closed.
      hook = null;
    }
  }
}
