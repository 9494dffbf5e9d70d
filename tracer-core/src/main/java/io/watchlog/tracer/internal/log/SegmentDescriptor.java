package io.watchlog.tracer.internal.log;

import static io.watchlog.tracer.internal.log.RecordDescriptor.INT;
import static io.watchlog.tracer.internal.log.RecordDescriptor.LONG;

import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Layout of a segment: one page of header, then records to the end. Little-endian.
 *
 * <pre>
 *     0        8         12        16      20        24      32       40        48        64
 *     +--------+---------+---------+-------+---------+-------+--------+---------+---------+-------+
 *     | magic  | version | header  | flags | segment | id    | base   | created | owner   | crc32c|
 *     | i64    | i32     | len i32 | i32   | len i32 | i64   | seq i64| ms i64  | uuid 16 | u32   |
 *     +--------+---------+---------+-------+---------+-------+--------+---------+---------+-------+
 *  1024  cursor, slot A
 *  1152  cursor, slot B
 *  4096  first record     (see {@link RecordDescriptor})
 *
 *   Cursor:
 *     0            8               16       20       24
 *     +------------+---------------+--------+--------+
 *     | generation | next sequence | offset | crc32c |
 *     | i64        | i64           | i32    | u32    |
 *     +------------+---------------+--------+--------+
 * </pre>
 *
 * <p>The magic number is written last: a segment without it is blank, whatever else is in it. These
 * fields keep their places in any later version, so that an older release can tell one from damage.
 */
final class SegmentDescriptor {
  static final long MAGIC = 0x31_47_45_53_47_4f_4c_57L; // "WLOGSEG1"
  static final int VERSION = 1;
  static final int HEADER_LENGTH = 4096;
  static final int CURSOR_A = 1024;
  static final int CURSOR_B = 1152;
  static final int CURSOR_SEQUENCE_OFFSET = 8;
  static final int CURSOR_OFFSET_OFFSET = 16;
  static final int CURSOR_CRC_OFFSET = 20;

  static final int MIN_LENGTH = 64 * 1024;
  static final int MAX_LENGTH = 4 * 1024 * 1024;

  static final String PREFIX = "seg-";
  static final String SUFFIX = ".wlog";
  static final String PREP_SUFFIX = ".prep";

  static final int MAGIC_OFFSET = 0;
  static final int FIELDS_LENGTH = 68;
  private static final int VERSION_OFFSET = 8;
  private static final int HEADER_LENGTH_OFFSET = 12;
  private static final int FLAGS_OFFSET = 16;
  private static final int LENGTH_OFFSET = 20;
  private static final int ID_OFFSET = 24;
  private static final int BASE_SEQUENCE_OFFSET = 32;
  private static final int CREATED_OFFSET = 40;
  private static final int OWNER_HIGH_OFFSET = 48;
  private static final int OWNER_LOW_OFFSET = 56;
  private static final int CRC_OFFSET = 64;

  private SegmentDescriptor() {}

  /**
   * The length of segments of a log that may hold so many bytes: whole pages, at most an eighth.
   */
  static int segmentLength(long maxQueueBytes) {
    long eighth = maxQueueBytes / 8 / HEADER_LENGTH * HEADER_LENGTH;
    return (int) Math.max(MIN_LENGTH, Math.min(MAX_LENGTH, eighth));
  }

  /** The greatest length of a record, header included, in segments of a length. */
  static int maxRecordLength(int segmentLength) {
    return Math.min(RecordDescriptor.MAX_LENGTH, segmentLength - HEADER_LENGTH);
  }

  static String fileName(long id) {
    return String.format(Locale.ROOT, PREFIX + "%016x" + SUFFIX, id);
  }

  /** True for the name of a segment, or of one that is being made. */
  static boolean isSegment(Path path) {
    return path.getFileName().toString().startsWith(PREFIX);
  }

  /** The header's fields as they are written. */
  static byte[] encode(long id, long baseSequence, int length, UUID owner, long createdMs) {
    byte[] header = new byte[FIELDS_LENGTH];
    LONG.set(header, MAGIC_OFFSET, MAGIC);
    INT.set(header, VERSION_OFFSET, VERSION);
    INT.set(header, HEADER_LENGTH_OFFSET, HEADER_LENGTH);
    INT.set(header, FLAGS_OFFSET, 0);
    INT.set(header, LENGTH_OFFSET, length);
    LONG.set(header, ID_OFFSET, id);
    LONG.set(header, BASE_SEQUENCE_OFFSET, baseSequence);
    LONG.set(header, CREATED_OFFSET, createdMs);
    LONG.set(header, OWNER_HIGH_OFFSET, owner.getMostSignificantBits());
    LONG.set(header, OWNER_LOW_OFFSET, owner.getLeastSignificantBits());
    INT.set(header, CRC_OFFSET, crc(header));
    return header;
  }

  /** True where no segment was ever completely begun: there is nothing in it. */
  static boolean isBlank(byte[] header) {
    return (long) LONG.get(header, MAGIC_OFFSET) == 0;
  }

  /** True where the header is whole and of a version that this class reads. */
  static boolean isValid(byte[] header) {
    return isWhole(header)
        && (int) INT.get(header, VERSION_OFFSET) == VERSION
        && (int) INT.get(header, HEADER_LENGTH_OFFSET) == HEADER_LENGTH
        && length(header) > HEADER_LENGTH
        && length(header) <= MAX_LENGTH
        && id(header) > 0
        && baseSequence(header) > 0;
  }

  /** True where the header is whole, and of a version that a later release has brought. */
  static boolean isNewer(byte[] header) {
    return isWhole(header) && (int) INT.get(header, VERSION_OFFSET) > VERSION;
  }

  private static boolean isWhole(byte[] header) {
    return (long) LONG.get(header, MAGIC_OFFSET) == MAGIC
        && (int) INT.get(header, CRC_OFFSET) == crc(header);
  }

  static int length(byte[] header) {
    return (int) INT.get(header, LENGTH_OFFSET);
  }

  static long id(byte[] header) {
    return (long) LONG.get(header, ID_OFFSET);
  }

  static long baseSequence(byte[] header) {
    return (long) LONG.get(header, BASE_SEQUENCE_OFFSET);
  }

  /** When the segment was begun, in epoch milliseconds. */
  static long createdMs(byte[] header) {
    return (long) LONG.get(header, CREATED_OFFSET);
  }

  private static int crc(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CRC_OFFSET);
    return (int) crc.getValue();
  }
}
