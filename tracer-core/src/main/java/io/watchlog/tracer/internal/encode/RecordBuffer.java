package io.watchlog.tracer.internal.encode;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * The bytes of one record on the heap, with room in front for what the log puts there. Grows to its
 * limit, and shrinks again after a huge record. Not thread-safe.
 */
public final class RecordBuffer extends OutputStream {
  private static final int USUAL_CAPACITY = 4096;
  private static final int KEPT_CAPACITY = 64 * 1024;

  private final RecordTooLong tooLong = new RecordTooLong();
  private final int headroom;
  private final int maxLength;
  private byte[] array;
  private int end;

  /**
   * An empty buffer.
   *
   * @param headroom bytes kept free in front
   * @param maxLength the longest record in bytes, headroom not counted
   */
  public RecordBuffer(int headroom, int maxLength) {
    this.headroom = headroom;
    this.maxLength = maxLength;
    this.array = new byte[headroom + USUAL_CAPACITY];
    this.end = headroom;
  }

  /** Forgets the record. */
  public void reset() {
    end = headroom;
    if (array.length > headroom + KEPT_CAPACITY) {
      array = new byte[headroom + USUAL_CAPACITY];
    }
  }

  /** The bytes, headroom included; another array after each growth. */
  public byte[] array() {
    return array;
  }

  /** Where the record begins in {@link #array()}: the headroom. */
  public int offset() {
    return headroom;
  }

  /** How many bytes the record has. */
  public int length() {
    return end - headroom;
  }

  @Override
  public void write(int b) {
    if (length() == maxLength) {
      throw tooLong;
    }
    int at = room(1);
    array[at] = (byte) b;
    end = at + 1;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (length > maxLength - length()) {
      throw tooLong;
    }
    int at = room(length);
    System.arraycopy(source, offset, array, at, length);
    end = at + length;
  }

  /** Appends all of it. */
  void put(byte[] source) {
    write(source, 0, source.length);
  }

  /**
   * Makes room behind the record for so many bytes, more than will be filled perhaps; {@link
   * #filledTo} makes them part of it.
   *
   * @return where they begin in {@link #array()}
   */
  int room(int more) {
    if (more > array.length - end) {
      long wanted = Math.min(2L * array.length, (long) headroom + maxLength);
      array = Arrays.copyOf(array, (int) Math.max(wanted, (long) end + more));
    }
    return end;
  }

  /** Says where the record ends now. */
  void filledTo(int newEnd) {
    if (newEnd - headroom > maxLength) {
      throw tooLong;
    }
    end = newEnd;
  }
}
