package io.watchlog.tracer.internal.metrics;

/**
 * Calls the user's listener so that nothing it throws reaches the tracer's threads, but for what
 * says that the JVM itself is ill, and no interrupt that it keeps. Thread-safe.
 *
 * @param counters counts the failures
 * @param log tells of them
 */
public record ListenerGuard(Counters counters, ThrottledLog log) {
  /** Runs a call of the listener; {@code method} is its name. */
  public void call(String method, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      counters.increment(Counter.LISTENER_FAILURES);
      log.warn("listener", "The listener failed in " + method, e);
    } finally {
      // The thread is the tracer's: an interrupt that was kept for somebody else would close files.
      boolean unused = Thread.interrupted();
    }
  }
}
