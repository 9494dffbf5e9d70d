package io.watchlog.tracer.internal.metrics;

/**
 * Everything that is counted. The first group are the terms of the conservation law of {@code
 * TracerStats}; the second what its ledgers need to measure {@code pending}; the third says what
 * happened beside it.
 */
public enum Counter {
  /** Ended spans that found the ring full. */
  DROPPED_RING_FULL,
  /** Spans ended after close, or left in the ring when close ran out of time. */
  DROPPED_CLOSED,
  /** Spans ended after the tracer failed, or in the ring when it did. */
  DROPPED_FAILED,
  /** Spans that could not be encoded, or that failed between claim and publish. */
  ENCODE_FAILED,
  /** Records taken over from a dead process. */
  ADOPTED,
  /** Oldest records given up at the log's bound. */
  EVICTED,
  /** Records that waited for longer than {@code queueItemTtl}. */
  EXPIRED,
  /** Records lost to a broken, missing or deleted part of a log. */
  DAMAGED,
  /** Records that the agent refused for good. */
  REJECTED,
  /** Records that the agent took in a good batch and said to have skipped. */
  SKIPPED,
  /** Records that the agent took. */
  DELIVERED,

  /** Journal: ring slots consumed. */
  CONSUMED,
  /** Journal: records appended to the log. */
  APPENDED,
  /** Sender: records of the live log that were read, or skipped. */
  TAKEN,
  /** Sender, a level: records in its hands that are not settled. */
  HELD,
  /** Sender, a level: adopted records not read yet. */
  ADOPTED_LEFT,

  /** Spans begun while {@code maxOpenSpans} were open: they record nothing. */
  NOT_RECORDED,
  /** Values replaced by a neutral one: a null name, a negative number, NaN, an unusable object. */
  INVALID_VALUES,
  /** Values cut to their limit, or left out over it. */
  TRUNCATED_VALUES,
  /** Calls on a span that had ended. */
  STALE_CALLS,
  /** Ends of an id that is not open here. */
  UNKNOWN_IDS,
  /** Spans ended by {@code send}. */
  FORCED_ENDS,
  /** Spans ended after {@code maxSpanDuration}. */
  TIMED_OUT_SPANS,
  /** Texts replaced because the user's redactor failed. */
  REDACTOR_FAILURES,
  /** Calls of the user's listener that threw. */
  LISTENER_FAILURES,
  /** Exceptions that one of the tracer's loops survived. */
  INTERNAL_ERRORS,
  /** Requests to the agent. */
  POSTS,
  /** Requests that did not end in a 200. */
  FAILED_POSTS,
  /** Records sent again after a failed request. */
  RETRIED,
  /** Records whose request failed after its body was sent: they may arrive twice. */
  AMBIGUOUS,
  /**
   * Times that the log could not use its directory and went on in memory, found its files deleted,
   * or could not force them to the device.
   */
  DISK_FAILURES
}
