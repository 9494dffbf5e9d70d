package io.watchlog.tracer;

/**
 * What became of the spans that had ended before a flush was called.
 *
 * <p>The counts are of those that were settled while the flush ran; records taken over from a dead
 * process are not among them.
 *
 * @param delivered spans that the agent took
 * @param skipped spans in a batch that the agent took, but said to have skipped
 * @param rejected spans that the agent refused for good
 * @param dropped spans that were evicted, expired or damaged on disk, or could not be encoded
 * @param pending spans not settled when the flush ended: they stay queued and are still delivered
 * @param error why the flush did not complete, null where it did: the last failure of delivery, a
 *     time-out, or that the flush was refused
 */
public record FlushResult(
    long delivered, long skipped, long rejected, long dropped, long pending, Throwable error) {

  /** Whether nothing is pending of what this flush covered. */
  public boolean complete() {
    return pending == 0;
  }
}
