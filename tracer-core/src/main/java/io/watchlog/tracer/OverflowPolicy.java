package io.watchlog.tracer;

/** What the end of a span does when the ring is full. */
public enum OverflowPolicy {
  /** Never waits: the span is dropped and counted. */
  DROP,
  /**
   * Waits for room, up to {@code maxBlock}; then the span is dropped and counted. For batch jobs.
   */
  BLOCK
}
