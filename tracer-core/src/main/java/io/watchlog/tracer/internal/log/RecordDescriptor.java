package io.watchlog.tracer.internal.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Layout of a record: 8-byte aligned, little-endian.
 *
 * <pre>
 *     0        4        8          16          24     25      26         28
 *     +--------+--------+----------+-----------+------+-------+----------+-------- ... -+---------+
 *     | length | crc32c | sequence | end time  | type | flags | reserved | JSON         | padding |
 *     | i32    | u32    | u64      | ms i64    | u8   | u8    | u16      |              | to 8    |
 *     +--------+--------+----------+-----------+------+-------+----------+-------- ... -+---------+
 * </pre>
 *
 * <p>The length is that of header and JSON, without the padding; storing it with release semantics
 * is the commit, and 0 means that nothing is committed here. The CRC covers the id of the segment
 * and all behind the CRC: in a heap array the id takes the place of length and CRC while the
 * checksum is computed, so that one update does it.
 */
final class RecordDescriptor {
  static final int HEADER_LENGTH = 28;
  static final int ALIGNMENT = 8;

  /** A record's greatest length, header included. */
  static final int MAX_LENGTH = 1024 * 1024;

  static final int CRC_OFFSET = 4;
  static final int SEQUENCE_OFFSET = 8;
  static final int END_TIME_OFFSET = 16;

  /** Type in the lowest byte, then flags and the reserved bytes. */
  static final int TYPE_OFFSET = 24;

  static final int TYPE_SPAN_JSON = 1;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final boolean NATIVE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private RecordDescriptor() {}

  static int aligned(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Between the machine's order and the log's, for the accesses that know only the machine's. */
  static int littleEndian(int value) {
    return NATIVE ? value : Integer.reverseBytes(value);
  }

  /** The checksum of a record at {@code start} of a heap array; overwrites its length and CRC. */
  static int crc(CRC32C crc, byte[] array, int start, int length, long segmentId) {
    LONG.set(array, start, segmentId);
    crc.reset();
    crc.update(array, start, length);
    return (int) crc.getValue();
  }
}
