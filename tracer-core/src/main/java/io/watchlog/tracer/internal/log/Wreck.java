package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A segment of a dead process without a whole header. No record in it can be trusted, for each
 * checksum covers the id that the header has; but they can be counted, as far as their lengths and
 * sequences lead from one to the next.
 *
 * @param blank where no segment was begun in it, or its beginning was zeroed
 * @param firstSequence of its records; 0 where it has none
 * @param cursor null where none is whole
 */
record Wreck(Path file, boolean blank, long firstSequence, long records, Cursor cursor) {
  /**
   * Counts what a file held.
   *
   * @param page the first of the file; null where it has less, and so no record
   */
  static Wreck of(Path file, byte[] page) throws IOException {
    if (page == null) {
      return new Wreck(file, false, 0, 0, null);
    }
    Segment segment = SegmentFiles.open(unknown(file));
    try {
      return of(segment, page);
    } catch (InternalError e) {
      throw new IOException(file + " was cut while it was read", e);
    } finally {
      segment.free();
    }
  }

  /** The same, copied instead of mapped. */
  static Wreck ofCopy(Path file, byte[] page) throws IOException {
    return of(SegmentFiles.copy(unknown(file)), page);
  }

  private static DeadSegment unknown(Path file) {
    return new DeadSegment(file, 0, 0, SegmentDescriptor.MAX_LENGTH, null);
  }

  private static Wreck of(Segment segment, byte[] page) {
    int offset = SegmentDescriptor.HEADER_LENGTH;
    long first = isRecord(segment, offset) ? segment.recordSequence(offset) : 0;
    long next = first;
    while (isRecord(segment, offset) && segment.recordSequence(offset) == next) {
      offset += RecordDescriptor.aligned(segment.recordLength(offset));
      next++;
    }
    Cursor cursor = Cursor.newest(page, SegmentDescriptor.id(page));
    return new Wreck(segment.file(), SegmentDescriptor.isBlank(page), first, next - first, cursor);
  }

  private static boolean isRecord(Segment segment, int offset) {
    int room = segment.length() - offset;
    return room >= RecordDescriptor.HEADER_LENGTH
        && RecordCopy.isPlausible(segment.recordLength(offset), room);
  }

  /** How many of its records were written after a sequence. */
  long recordsBehind(long sequence) {
    return Math.max(0, Math.min(records, firstSequence + records - 1 - sequence));
  }

  /**
   * Takes it out of its directory. A segment that was being begun anew still has records of its
   * earlier life; they are settled, and it is deleted.
   */
  void setAside(long settledSequence, Quarantine quarantine) throws IOException {
    if (blank && recordsBehind(settledSequence) == 0) {
      Files.delete(file);
    } else {
      quarantine.take(file);
    }
  }
}
