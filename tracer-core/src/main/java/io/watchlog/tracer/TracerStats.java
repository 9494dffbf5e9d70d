package io.watchlog.tracer;

/**
 * What a tracer has counted since it was built, as one snapshot. In every snapshot, also in one
 * that is taken under load, it holds that
 *
 * <pre>
 * ended + adopted = droppedRingFull + droppedClosed + droppedFailed + encodeFailed
 *                 + evicted + expired + damaged + rejected + skipped + delivered + pending
 * </pre>
 *
 * where each term is counted for itself.
 *
 * @param ended spans that ended while they were recording
 * @param adopted records taken over from a dead process of the same application
 * @param droppedRingFull ended spans that found the ring full (under {@code BLOCK}: for {@code
 *     maxBlock})
 * @param droppedClosed spans that ended after {@code close}, or that it had no time for
 * @param droppedFailed spans that ended after the tracer failed, or were in the ring when it did
 * @param encodeFailed spans that could not be encoded
 * @param evicted oldest records given up at {@code maxQueueSize} or {@code maxQueueBytes}
 * @param expired records that waited for longer than {@code queueItemTtl}
 * @param damaged records lost to a broken, missing or deleted file
 * @param rejected records that the agent refused for good
 * @param skipped records in a batch that the agent took, but said to have skipped
 * @param delivered records that the agent took
 * @param pending spans in the ring, on disk or in flight
 * @param open spans that have started and not ended; found by walking them, so not for a hot path
 * @param notRecorded spans that started while {@code maxOpenSpans} were open, and recorded nothing
 * @param invalidValues values that were replaced by a neutral one
 * @param truncatedValues values that were cut to their limit or left out, but for inputs and
 *     outputs
 * @param staleCalls calls on spans that had ended
 * @param unknownIds ends of ids that were not open here
 * @param forcedEnds spans ended by {@code send}
 * @param timedOutSpans spans ended after {@code maxSpanDuration}
 * @param redactorFailures texts replaced because the user's redactor failed
 * @param listenerFailures calls of the user's listener that threw
 * @param internalErrors exceptions that the tracer's own loops survived
 * @param posts requests to the agent
 * @param failedPosts requests that did not end in a 200
 * @param retried records sent again after a failed request
 * @param ambiguous records whose request failed after its body was sent; they may arrive twice. So
 *     may those of a kept connection that the agent closes as they arrive: they are sent again on a
 *     fresh one at once, which is no failure and is not counted here unless that fails too
 * @param diskFailures times that the log could not use its directory, found its files deleted, or
 *     could not force them to the device
 * @param inMemory whether the log is kept in memory now, because no directory can be used
 * @param failed whether the tracer has failed for good
 * @param delivery whether the agent answers, and what went wrong last
 */
public record TracerStats(
    long ended,
    long adopted,
    long droppedRingFull,
    long droppedClosed,
    long droppedFailed,
    long encodeFailed,
    long evicted,
    long expired,
    long damaged,
    long rejected,
    long skipped,
    long delivered,
    long pending,
    long open,
    long notRecorded,
    long invalidValues,
    long truncatedValues,
    long staleCalls,
    long unknownIds,
    long forcedEnds,
    long timedOutSpans,
    long redactorFailures,
    long listenerFailures,
    long internalErrors,
    long posts,
    long failedPosts,
    long retried,
    long ambiguous,
    long diskFailures,
    boolean inMemory,
    boolean failed,
    DeliveryStatus delivery) {

  /**
   * All that was lost and counted: the sum of every drop, eviction, expiry, damage and rejection.
   */
  public long lost() {
    return droppedRingFull
        + droppedClosed
        + droppedFailed
        + encodeFailed
        + evicted
        + expired
        + damaged
        + rejected;
  }

  /** Whether the conservation law holds in this snapshot; false would be a defect of the tracer. */
  public boolean isBalanced() {
    return ended + adopted == lost() + skipped + delivered + pending;
  }
}
