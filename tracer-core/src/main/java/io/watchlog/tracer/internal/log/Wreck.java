package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A segment of a dead process without a whole header. No record in it is handed out, but they are
 * counted, as far as their lengths and sequences lead from one to the next.
 *
 * @param blank where no segment was begun in it, or its beginning was zeroed
 * @param firstSequence of its records
 * @param records 0 where it has none
 * @param certain true where the id in the header is right, and so the first record's checksum
 * @param cursor null where none is whole
 */
record Wreck(
    Path file, boolean blank, long firstSequence, long records, boolean certain, Cursor cursor) {
  /**
   * Counts what a file held.
   *
   * @param page the first of the file; null where it has less, and so no record
   */
  static Wreck of(Path file, byte[] page) throws IOException {
    if (page == null) {
      return new Wreck(file, false, 0, 0, false, null);
    }
    Segment segment = SegmentFiles.open(described(file, page));
    try {
      Wreck wreck = of(segment, page);
      PendingFault.deliver();
      return wreck;
    } catch (InternalError e) {
      throw new IOException(file + " was cut while it was read", e);
    } finally {
      segment.free();
    }
  }

  /** The same, copied instead of mapped. */
  static Wreck ofCopy(Path file, byte[] page) throws IOException {
    return of(SegmentFiles.copy(described(file, page)), page);
  }

  private static DeadSegment described(Path file, byte[] page) {
    return new DeadSegment(file, SegmentDescriptor.id(page), 0, SegmentDescriptor.MAX_LENGTH, null);
  }

  private static Wreck of(Segment segment, byte[] page) {
    int offset = SegmentDescriptor.HEADER_LENGTH;
    long first = isRecord(segment, offset) ? segment.recordSequence(offset) : 0;
    boolean certain = new RecordCopy().load(segment, offset);
    long next = first;
    while (isRecord(segment, offset) && segment.recordSequence(offset) == next) {
      offset += RecordDescriptor.aligned(segment.recordLength(offset));
      next++;
    }
    return new Wreck(
        segment.file(),
        SegmentDescriptor.isBlank(page),
        first,
        next - first,
        certain,
        Cursor.newest(page, segment.id()));
  }

  private static boolean isRecord(Segment segment, int offset) {
    int room = segment.length() - offset;
    return room >= RecordDescriptor.HEADER_LENGTH
        && RecordCopy.isPlausible(segment.recordLength(offset), room);
  }

  /**
   * The last sequence that was committed, where one is known to have been: what is missing before
   * the records of a wreck counts as well, if their sequences are beyond doubt.
   */
  static long lastSequence(List<Wreck> wrecks, long known) {
    long last = known;
    for (Wreck wreck : wrecks) {
      last = wreck.certain ? Math.max(last, wreck.firstSequence + wreck.records - 1) : last;
    }
    for (Wreck wreck : wrecks) {
      last += wreck.recordsBehind(last);
    }
    return last;
  }

  private long recordsBehind(long sequence) {
    return Math.max(0, Math.min(records, firstSequence + records - 1 - sequence));
  }

  /**
   * Takes it out of its directory. A segment that was being begun anew still has records of its
   * earlier life, and is deleted; one with records that nobody has sent is kept.
   *
   * @param nextSequence of the cursor when the log was found
   */
  void setAside(long nextSequence, Quarantine quarantine) throws IOException {
    if (blank && recordsBehind(nextSequence - 1) == 0) {
      Files.deleteIfExists(file);
    } else {
      quarantine.take(file);
    }
  }
}
