package io.watchlog.tracer.internal.log;

/** Is told what {@link LogInspector} finds in a log, in this order. */
interface LogVisitor {
  /**
   * What a segment holds.
   *
   * @param records whole ones
   * @param first their first sequence; meaningless without records
   * @param end where the last of them ends
   * @param state settled, being read, waiting or empty
   */
  record Contents(
      SegmentVerdict file, long records, long first, long last, int end, String state) {}

  /**
   * Begins a log.
   *
   * @param nextSequence everything before it is settled
   * @param cursorHolder the segment whose cursor says so; null where no cursor is whole
   */
  void onLog(LogOwner owner, long nextSequence, DeadSegment cursorHolder);

  /** A segment with a header. */
  void onSegment(Contents contents);

  /** True where the records of the segment are wanted. */
  boolean wantsRecords();

  /** A whole record of the segment; the copy is good only for this call. */
  void onRecord(long segmentId, int offset, RecordCopy record, boolean settled);

  /** A file of which nothing is read. */
  void onOther(SegmentVerdict file);

  /** A file that was made ahead and never taken into use. */
  void onPrep(SegmentVerdict file);

  /** The end of the log. */
  void onEnd(LogTally tally);
}
