package io.watchlog.tracer.internal.log;

/**
 * What the records of one log add up to, told from their sequences as {@link SegmentReader} would:
 * records from the cursor on wait, and those that must be there and are not are damaged. Not
 * thread-safe.
 */
final class LogTally {
  private final long nextSequence;
  private final SequenceRanges damaged = new SequenceRanges();
  private final SequenceRanges elsewhere = new SequenceRanges();
  private long expected;
  private long waiting;
  private long waitingBytes;
  private long oldestMs = Long.MAX_VALUE;
  private long newestMs = Long.MIN_VALUE;
  private int damagedFiles;
  private int unreadableFiles;

  /** A tally of a log that is settled before a sequence. */
  LogTally(long nextSequence) {
    this.nextSequence = nextSequence;
    this.expected = nextSequence;
  }

  /** True for a record that is acknowledged or accounted for. */
  boolean isSettled(long sequence) {
    return sequence < nextSequence;
  }

  /** Counts a whole record, in the order in which they stand. */
  void add(RecordCopy record) {
    long sequence = record.sequence();
    // Before the cursor, or written twice: see SegmentReader.
    if (sequence < expected) {
      return;
    }
    lostBefore(sequence);
    expected = Math.max(expected, sequence + 1);
    waiting++;
    waitingBytes += record.length() - RecordDescriptor.HEADER_LENGTH;
    oldestMs = Math.min(oldestMs, record.endTimeMs());
    newestMs = Math.max(newestMs, record.endTimeMs());
  }

  /** Counts what is missing before a sequence as damaged. */
  void lostBefore(long sequence) {
    damaged.add(expected, sequence - 1);
    expected = Math.max(expected, sequence);
  }

  /** The last sequence that is accounted for. */
  long accountedTo() {
    return expected - 1;
  }

  /** Counts what is missing before a sequence as not in these files, which is no damage. */
  void elsewhereBefore(long sequence) {
    elsewhere.add(expected, sequence - 1);
    expected = Math.max(expected, sequence);
  }

  /** Counts what a file without readable records means. */
  void add(SegmentVerdict.Condition condition) {
    damagedFiles += condition.isDamage() ? 1 : 0;
    unreadableFiles += condition.isUnread() ? 1 : 0;
  }

  /** Whole records that wait. */
  long waiting() {
    return waiting;
  }

  /** Bytes of the JSON of the records that wait. */
  long waitingBytes() {
    return waitingBytes;
  }

  /** The first end time of a record that waits; meaningless where none does. */
  long oldestMs() {
    return oldestMs;
  }

  /** The last end time of a record that waits; meaningless where none does. */
  long newestMs() {
    return newestMs;
  }

  /** Sequences that were committed, are not settled, and have no whole record. */
  SequenceRanges damaged() {
    return damaged;
  }

  /** Sequences of segments that a live owner has not on disk, or not any more. */
  SequenceRanges elsewhere() {
    return elsewhere;
  }

  /** Files in which something is wrong. */
  int damagedFiles() {
    return damagedFiles;
  }

  /** Files that the system does not let us read, or that are of a newer version. */
  int unreadableFiles() {
    return unreadableFiles;
  }

  boolean isDamaged() {
    return damagedFiles > 0 || damaged.count() > 0;
  }
}
