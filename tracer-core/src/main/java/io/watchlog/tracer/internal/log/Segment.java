package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A part of a log: a mapped file, or memory in its place. What is written and by whom is in {@link
 * LogWriter} and {@link SegmentReader}; this class puts it where it belongs.
 *
 * <p>Accesses may throw {@code InternalError} when the file was truncated beneath the mapping; who
 * catches it marks the segment broken, and it is left.
 */
final class Segment {
  private final ByteBuffer memory;
  private UnsafeBuffer buffer;
  private final Path file;
  private final int length;
  private long baseSequence;
  private long cursorGeneration;
  private volatile long id;
  private volatile boolean broken;

  /**
   * A segment that is not begun.
   *
   * @param file null where it is in memory only
   */
  Segment(ByteBuffer memory, Path file) {
    this(memory, file, 0, 0, 0);
  }

  /** A segment that a dead process left behind. */
  Segment(ByteBuffer memory, Path file, long id, long baseSequence, long cursorGeneration) {
    this.memory = memory;
    this.buffer = new UnsafeBuffer(memory);
    this.file = file;
    this.length = memory.capacity() & -RecordDescriptor.ALIGNMENT;
    this.id = id;
    this.baseSequence = baseSequence;
    this.cursorGeneration = cursorGeneration;
  }

  /**
   * Begins the segment's life, or its next one.
   *
   * @param settledSequence the log's cursor at this moment, so that it can be told from any segment
   *     alone
   */
  void begin(long newId, long newBaseSequence, long settledSequence, UUID owner) {
    // Blank first and whole last: a process that dies in between leaves a segment with nothing in
    // it.
    buffer.putLongOrdered(SegmentDescriptor.MAGIC_OFFSET, 0);
    byte[] header =
        SegmentDescriptor.encode(newId, newBaseSequence, length, owner, System.currentTimeMillis());
    int behindMagic = SegmentDescriptor.MAGIC_OFFSET + Long.BYTES;
    buffer.putBytes(behindMagic, header, behindMagic, header.length - behindMagic);
    buffer.putInt(SegmentDescriptor.HEADER_LENGTH, 0);
    id = newId;
    baseSequence = newBaseSequence;
    cursorGeneration = 0;
    writeCursor(settledSequence, SegmentDescriptor.HEADER_LENGTH);
    Failpoint.HEADER_WRITTEN.reached();
    long magic = SegmentDescriptor.MAGIC;
    boolean littleEndian = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    buffer.putLongOrdered(
        SegmentDescriptor.MAGIC_OFFSET, littleEndian ? magic : Long.reverseBytes(magic));
    Failpoint.SEGMENT_BEGUN.reached();
  }

  /**
   * Writes and commits a record, complete but for its length, that stands in a heap array.
   *
   * @return the offset behind it
   */
  int append(int offset, byte[] array, int start, int recordLength) {
    UnsafeBuffer target = buffer;
    int next = offset + RecordDescriptor.aligned(recordLength);
    if (next < length) {
      target.putInt(next, 0);
    }
    int behindLength = RecordDescriptor.CRC_OFFSET;
    target.putBytes(
        offset + behindLength, array, start + behindLength, recordLength - behindLength);
    Failpoint.RECORD_WRITTEN.reached();
    target.putIntOrdered(offset, RecordDescriptor.littleEndian(recordLength));
    Failpoint.RECORD_COMMITTED.reached();
    return next;
  }

  /** The committed length at an offset that is in the segment; any number in a damaged one. */
  int recordLength(int offset) {
    return RecordDescriptor.littleEndian(buffer.getIntVolatile(offset));
  }

  /** The sequence that stands at a record's offset, not checked. */
  long recordSequence(int offset) {
    return buffer.getLong(offset + RecordDescriptor.SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  void copy(int offset, byte[] array, int start, int count) {
    buffer.getBytes(offset, array, start, count);
  }

  /** Remembers how far the log is settled. Only the reader, or the writer in {@link #begin}. */
  void writeCursor(long nextSequence, int offset) {
    cursorGeneration++;
    new Cursor(cursorGeneration, nextSequence, offset).write(buffer, id);
  }

  long id() {
    return id;
  }

  long baseSequence() {
    return baseSequence;
  }

  int length() {
    return length;
  }

  /** Null where the segment is in memory only. */
  Path file() {
    return file;
  }

  boolean inMemory() {
    return file == null;
  }

  boolean isBroken() {
    return broken;
  }

  /** True where somebody has deleted the file: no process would find it. */
  boolean isDeleted() {
    return file != null && Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Has the writer leave this segment, and keeps it from being used again. */
  void markBroken() {
    broken = true;
  }

  /**
   * Unmaps. Any access after it is a {@code NullPointerException}, whatever the host has set for
   * Agrona's bounds checks: an access to memory that is unmapped would end the process.
   */
  void free() {
    try {
      PendingFault.deliver();
    } catch (InternalError e) {
      // Of this segment or another one: what it cost shows when that is read.
      broken = true;
    }
    buffer = null;
    BufferUtil.free(memory);
  }

  /** Unmaps, and deletes the file if there is one. */
  void delete() throws IOException {
    free();
    if (file != null) {
      Files.deleteIfExists(file);
      Failpoint.SEGMENT_DELETED.reached();
    }
  }
}
