package io.watchlog.tracer.internal.log;

/**
 * A log as the sender reads it, oldest record first: the tracer's own, which grows while it is
 * read, or one that was taken over from a dead process.
 *
 * <p>All methods belong to one thread. The head is where the next record is read; it only moves on.
 * The cursor follows it as records are acknowledged, and what the cursor has left is recycled or
 * deleted. Records that cannot be read (broken, or in a missing segment) are passed over by the
 * head as damaged: {@link #takeDamaged()} counts them, and they need no acknowledgement.
 */
public interface RecordSource {
  /** Takes one record. */
  @FunctionalInterface
  interface Handler {
    /**
     * Is given a record's JSON, checked against its CRC, in an array that is reused after the call.
     *
     * @return false to refuse it: the head stays before this record
     */
    boolean onRecord(byte[] array, int offset, int length, long sequence, long endTimeMs);
  }

  /** A place between two records, to be handed back to {@link #acknowledge}. */
  record Position(long segmentId, int offset, long nextSequence) {}

  /** Records behind the head, committed and neither read, skipped nor damaged. */
  long available();

  /** Bytes behind the head, about. Never less than 1 while {@link #available()} is above 0. */
  long availableBytes();

  /**
   * End time of the record at the head in epoch milliseconds; {@code Long.MAX_VALUE} where there is
   * none.
   */
  long headEndTimeMs();

  /** The sequence of the record at the head, or that the next record to be appended will have. */
  long headSequence();

  /**
   * Hands records to the handler until it refuses one, {@code limit} were taken or none is left.
   *
   * @return how many were taken
   */
  int read(Handler handler, int limit);

  /**
   * Moves the head past records without reading them.
   *
   * @return how many were passed over, not counting damaged ones; less than {@code count} only at
   *     the end
   */
  long skip(long count);

  /** Where the head stands. */
  Position position();

  /** Moves the cursor on to a position that the head has had; frees what lies before it. */
  void acknowledge(Position position);

  /** How many records the head passed over as damaged since the last call of this method. */
  long takeDamaged();

  /**
   * How many of the oldest records must go for the log to come back within {@code maxQueueSize};
   * always 0 for a log that was taken over, and under {@code BLOCK}.
   *
   * @param unsettledBeforeHead records that were read and are not acknowledged
   */
  long excess(long unsettledBeforeHead);

  /**
   * The sequence before which all must be acknowledged for the writer to get the segment that it
   * waits for; 0 where it waits for none, and wherever {@link #excess} is always 0.
   */
  long evictBefore();

  /**
   * The same, where records before it are in flight and can't be given up: the sequence up to which
   * all behind them must go for a segment to be let go by {@link #releaseBetween}.
   *
   * @param heldBefore the sequence behind the last record that is in flight
   */
  default long evictBehind(long heldBefore) {
    return 0;
  }

  /**
   * Frees the segments that lie wholly between two sequences, ahead of the cursor. The head is
   * behind them, and no record in them needs keeping.
   */
  default void releaseBetween(long from, long to) {
    // Nobody waits for room in a log that does not grow.
  }
}
