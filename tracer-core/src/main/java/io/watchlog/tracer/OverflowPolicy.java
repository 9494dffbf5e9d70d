package io.watchlog.tracer;

/**
 * What happens to a span that is ended while the ring, or under {@link #BLOCK} the log, is full.
 */
public enum OverflowPolicy {
  /**
   * The caller never waits: a span that finds the ring full is dropped and counted, and where the
   * log is full the oldest records are evicted. The default.
   */
  DROP,
  /**
   * The caller waits for room, for {@code maxBlock} at the longest, then the span is dropped and
   * counted; nothing is evicted. For batch jobs.
   */
  BLOCK
}
