package io.watchlog.tracer.internal.log;

import static io.watchlog.tracer.internal.log.RecordDescriptor.HEADER_LENGTH;
import static io.watchlog.tracer.internal.log.RecordDescriptor.INT;
import static io.watchlog.tracer.internal.log.RecordDescriptor.LONG;

import java.util.zip.CRC32C;

/**
 * One record, copied out of its segment into a reused array and checked there. It takes a length
 * from a segment only after having compared it with what can be there.
 */
final class RecordCopy {
  private static final long MAX_PASSES = 4;

  private final CRC32C crc = new CRC32C();
  private byte[] array = new byte[4096];
  private int length;
  private Segment searched;
  private long bytesLeft;

  /** Takes the record at an offset; false where there is none, or none whose CRC is right. */
  boolean load(Segment segment, int offset) {
    int room = segment.length() - offset;
    if (room < HEADER_LENGTH) {
      return false;
    }
    int recordLength = segment.recordLength(offset);
    if (!isPlausible(recordLength, room)) {
      return false;
    }
    if (array.length < recordLength) {
      array =
          new byte[Math.min(RecordDescriptor.MAX_LENGTH, Integer.highestOneBit(recordLength) * 2)];
    }
    byte[] copy = array;
    int from = RecordDescriptor.CRC_OFFSET;
    segment.copy(offset + from, copy, from, recordLength - from);
    int expected = (int) INT.get(copy, from);
    length = recordLength;
    return RecordDescriptor.crc(crc, copy, 0, recordLength, segment.id()) == expected;
  }

  /**
   * Looks for the next whole record, 8 bytes at a time to the end of the segment. What it may
   * checksum in one segment is limited: forged lengths at every 8 bytes would cost minutes.
   *
   * @return its offset, or -1; it is loaded then
   */
  int find(Segment segment, int from, long minSequence, long maxSequence) {
    if (searched != segment) {
      searched = segment;
      bytesLeft = MAX_PASSES * segment.length();
    }
    int last = segment.length() - HEADER_LENGTH;
    for (int offset = from; offset <= last; offset += RecordDescriptor.ALIGNMENT) {
      int found = segment.recordLength(offset);
      if (isPlausible(found, segment.length() - offset)) {
        long sequence = segment.recordSequence(offset);
        if (sequence >= minSequence && sequence <= maxSequence) {
          bytesLeft -= found;
          if (bytesLeft < 0) {
            return -1;
          }
          if (load(segment, offset)) {
            return offset;
          }
        }
      }
    }
    return -1;
  }

  /** True for a length that a record may have in so much room. */
  static boolean isPlausible(int recordLength, int room) {
    return recordLength >= HEADER_LENGTH
        && recordLength <= room
        && recordLength <= RecordDescriptor.MAX_LENGTH;
  }

  byte[] array() {
    return array;
  }

  /** Length of the record, header included. */
  int length() {
    return length;
  }

  long sequence() {
    return (long) LONG.get(array, RecordDescriptor.SEQUENCE_OFFSET);
  }

  long endTimeMs() {
    return (long) LONG.get(array, RecordDescriptor.END_TIME_OFFSET);
  }
}
