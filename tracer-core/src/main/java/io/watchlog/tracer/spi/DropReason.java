package io.watchlog.tracer.spi;

/**
 * Why spans did not reach the agent; one constant for each term of the conservation law that is a
 * loss.
 */
public enum DropReason {
  /** The ring was full when the span ended. */
  RING_FULL,
  /**
   * The span ended after the tracer was closed, or while it closed and could not be taken any more.
   */
  CLOSED,
  /** The tracer had failed for good, see the warning that it logged then. */
  FAILED,
  /** The span could not be encoded. */
  ENCODE_FAILED,
  /** The log was at its bound, and this was the oldest. */
  EVICTED,
  /** It waited for longer than {@code queueItemTtl}. */
  EXPIRED,
  /** It stood in a part of a log file that was broken, or missing. */
  DAMAGED,
  /** The agent refused it for good; the newest are in the dead-letter file. */
  REJECTED
}
