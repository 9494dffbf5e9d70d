package io.watchlog.tracer.internal.log;

import static io.watchlog.tracer.internal.log.RecordDescriptor.INT;
import static io.watchlog.tracer.internal.log.RecordDescriptor.LONG;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far a log is settled, as kept in a segment's header: everything before {@code nextSequence}
 * is acknowledged or accounted for. Two slots take turns, so that one of them is whole at any
 * moment. {@link SegmentDescriptor} has the layout.
 *
 * <p>The CRC covers the segment's id too, so that a cursor of an earlier life of the file is none.
 */
record Cursor(long generation, long nextSequence, int offset) {
  /** Writes a cursor into the slot whose turn it is. */
  void write(UnsafeBuffer segment, long segmentId) {
    int slot = (generation & 1) == 1 ? SegmentDescriptor.CURSOR_A : SegmentDescriptor.CURSOR_B;
    segment.putLong(slot, generation, ByteOrder.LITTLE_ENDIAN);
    segment.putLong(
        slot + SegmentDescriptor.CURSOR_SEQUENCE_OFFSET, nextSequence, ByteOrder.LITTLE_ENDIAN);
    segment.putInt(slot + SegmentDescriptor.CURSOR_OFFSET_OFFSET, offset, ByteOrder.LITTLE_ENDIAN);
    Failpoint.CURSOR_WRITTEN.reached();
    segment.putInt(
        slot + SegmentDescriptor.CURSOR_CRC_OFFSET, crc(segmentId), ByteOrder.LITTLE_ENDIAN);
    Failpoint.CURSOR_COMMITTED.reached();
  }

  /** The newest whole cursor in the first page of a segment; null where neither slot is whole. */
  static Cursor newest(byte[] page, long segmentId) {
    Cursor a = read(page, SegmentDescriptor.CURSOR_A, segmentId);
    Cursor b = read(page, SegmentDescriptor.CURSOR_B, segmentId);
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.generation > b.generation ? a : b;
  }

  private static Cursor read(byte[] page, int slot, long segmentId) {
    Cursor cursor =
        new Cursor(
            (long) LONG.get(page, slot),
            (long) LONG.get(page, slot + SegmentDescriptor.CURSOR_SEQUENCE_OFFSET),
            (int) INT.get(page, slot + SegmentDescriptor.CURSOR_OFFSET_OFFSET));
    boolean whole =
        (int) INT.get(page, slot + SegmentDescriptor.CURSOR_CRC_OFFSET) == cursor.crc(segmentId);
    return whole && cursor.generation > 0 ? cursor : null;
  }

  private int crc(long segmentId) {
    byte[] fields = new byte[28];
    LONG.set(fields, 0, segmentId);
    LONG.set(fields, 8, generation);
    LONG.set(fields, 16, nextSequence);
    INT.set(fields, 24, offset);
    CRC32C crc = new CRC32C();
    crc.update(fields, 0, fields.length);
    return (int) crc.getValue();
  }
}
