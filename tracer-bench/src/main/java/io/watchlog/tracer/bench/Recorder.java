package io.watchlog.tracer.bench;

import java.time.Duration;

/** What spans are recorded with: the tracer, a peer of it, or a floor. */
interface Recorder extends AutoCloseable {
  /**
   * Records spans of {@link SpanWorkload}'s kind on the calling thread, one after the other.
   * Thread-safe.
   */
  void record(int spans);

  /**
   * Waits until each recorded span is delivered or counted as lost; false where it takes longer.
   */
  boolean settle(Duration timeout);

  /** What became of all spans so far. */
  Account account();

  @Override
  void close();
}
