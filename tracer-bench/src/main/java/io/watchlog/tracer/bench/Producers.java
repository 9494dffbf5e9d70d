package io.watchlog.tracer.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the same burst on the benchmark's thread and on helpers, all at once. JMH's own threads
 * would each drain and burst when they like, and seldom meet; these begin together, after the ring
 * was drained.
 */
final class Producers implements AutoCloseable {
  private final Runnable burst;
  private final Thread[] helpers;
  private final AtomicInteger atTheLine = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private volatile int called;
  private volatile int started;
  private volatile boolean closed;

  /**
   * Producers that wait.
   *
   * @param count the benchmark's thread included
   */
  Producers(int count, Runnable burst) {
    this.burst = burst;
    this.helpers = new Thread[count - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Thread(this::help, "producer-" + (i + 2));
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /** Gets the helpers to the line, where they spin; outside the measurement. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the benchmark's thread
  void line() {
    atTheLine.set(0);
    done.set(0);
    called++;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    while (atTheLine.get() < helpers.length) {
      Thread.onSpinWait();
    }
  }

  /** A burst of each; returns when all are through. */
  void burst() {
    started = called;
    CallerProfiler.measured(burst);
    while (done.get() < helpers.length) {
      Thread.onSpinWait();
    }
  }

  private void help() {
    int seen = 0;
    while (!closed) {
      if (called == seen) {
        LockSupport.park(this);
        continue;
      }
      seen = called;
      atTheLine.incrementAndGet();
      while (started != seen && !closed) {
        Thread.onSpinWait();
      }
      CallerProfiler.measured(burst);
      done.incrementAndGet();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
