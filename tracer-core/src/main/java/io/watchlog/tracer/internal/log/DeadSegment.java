package io.watchlog.tracer.internal.log;

import java.nio.file.Path;

/**
 * A segment of a dead process as its header describes it; not mapped.
 *
 * @param length as the header says; the file may be shorter
 * @param cursor null where neither slot is whole
 */
record DeadSegment(Path file, long id, long baseSequence, int length, Cursor cursor) {

  /** Reads a segment's first page; null where it is no whole header of a version that is known. */
  static DeadSegment parse(Path file, byte[] page) {
    if (page == null || !SegmentDescriptor.isValid(page)) {
      return null;
    }
    long id = SegmentDescriptor.id(page);
    return new DeadSegment(
        file,
        id,
        SegmentDescriptor.baseSequence(page),
        SegmentDescriptor.length(page),
        Cursor.newest(page, id));
  }
}
