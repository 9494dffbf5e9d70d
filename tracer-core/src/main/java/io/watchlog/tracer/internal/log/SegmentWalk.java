package io.watchlog.tracer.internal.log;

/**
 * Goes from one whole record of a segment to the next, over what is damaged. Changes nothing; not
 * thread-safe.
 */
final class SegmentWalk {
  private final RecordCopy copy = new RecordCopy();
  private final Segment segment;
  private final long maxSequence;
  private final boolean growing;
  private int offset;
  private int end = SegmentDescriptor.HEADER_LENGTH;
  private long lastSequence;

  /**
   * A walk that begins before the first record.
   *
   * @param maxSequence the greatest sequence that is looked for behind damage
   * @param growing true where somebody may append at this moment: the first length of 0 is the end
   *     then, whatever is behind it
   */
  SegmentWalk(Segment segment, long maxSequence, boolean growing) {
    this.segment = segment;
    this.maxSequence = maxSequence;
    this.growing = growing;
    this.lastSequence = segment.baseSequence() - 1;
  }

  /** The last segment of a log to which nobody appends. */
  static SegmentWalk ofLast(Segment segment) {
    return new SegmentWalk(segment, segment.baseSequence() - 1 + segment.length(), false);
  }

  /** Loads the next whole record; false where there is none. */
  boolean next() {
    int found = end;
    if (!copy.load(segment, found)) {
      if (growing && found < segment.length() && segment.recordLength(found) == 0) {
        return false;
      }
      found = copy.find(segment, found + RecordDescriptor.ALIGNMENT, lastSequence + 1, maxSequence);
      if (found < 0) {
        return false;
      }
    }
    offset = found;
    end = found + RecordDescriptor.aligned(copy.length());
    lastSequence = Math.max(lastSequence, copy.sequence());
    return true;
  }

  /** The record that was loaded last. */
  RecordCopy record() {
    return copy;
  }

  /** Where the record that was loaded last begins. */
  int offset() {
    return offset;
  }

  /** Where the record that was loaded last ends; that of the header where there was none. */
  int end() {
    return end;
  }

  /** The greatest sequence so far; the one before the segment's where there was no record. */
  long lastSequence() {
    return lastSequence;
  }

  /**
   * The last sequence that was committed, after the last record: where a length behind it is not 0,
   * one was.
   */
  long lastCommitted() {
    long count = 0;
    int at = end;
    while (at < segment.length()) {
      int length = segment.recordLength(at);
      if (length == 0) {
        break;
      }
      count++;
      if (!RecordCopy.isPlausible(length, segment.length() - at)) {
        break;
      }
      at += RecordDescriptor.aligned(length);
    }
    return lastSequence + count;
  }
}
