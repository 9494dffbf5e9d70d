package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** What one process has appended to its log, and where each record went. */
final class LogLife {
  private static final int SLICES = 60_000;
  private static final byte[] NOISE = new byte[SLICES + SegmentDescriptor.MIN_LENGTH];

  static {
    new Random(1).nextBytes(NOISE);
  }

  private final int number;
  private final List<Integer> lengths = new ArrayList<>();
  private final BitSet inMemory = new BitSet();
  private final BitSet released = new BitSet();

  LogLife(int number) {
    this.number = number;
  }

  long appended() {
    return lengths.size();
  }

  void append(int length, boolean toMemory) {
    lengths.add(length);
    inMemory.set(lengths.size(), toMemory);
  }

  /** Notes that these may be gone, though the cursor has not passed them. */
  void release(long from, long to) {
    released.set((int) from, (int) to);
  }

  boolean isInMemory(long sequence) {
    return inMemory.get((int) sequence);
  }

  /** True for what a crash at any moment must leave, unless it is acknowledged. */
  boolean isKept(long sequence) {
    return !inMemory.get((int) sequence) && !released.get((int) sequence);
  }

  void requireNothingOnDisk(long from) {
    for (long sequence = from; sequence <= appended(); sequence++) {
      assertFalse(isKept(sequence), "not left on disk");
    }
  }

  /** Bytes that hardly any other record or log has at the same length: a slice of a long noise. */
  byte[] json(long sequence, int length) {
    int from = sliceOf(sequence);
    return Arrays.copyOfRange(NOISE, from, from + length);
  }

  private int sliceOf(long sequence) {
    return (int) ((number * 7_919L + sequence * 61) % SLICES);
  }

  long endTimeMs(long sequence) {
    return number * 1_000_000_000L + sequence;
  }

  /** Compares a record that was handed out with what was appended under its number. */
  void requireSame(byte[] array, int offset, int length, long sequence, long endTimeMs) {
    assertTrue(sequence >= 1 && sequence <= appended(), () -> "never appended: " + sequence);
    assertEquals(endTimeMs(sequence), endTimeMs, () -> "end time of " + sequence);
    int from = sliceOf(sequence);
    int to = from + lengths.get((int) sequence - 1);
    boolean same = Arrays.equals(NOISE, from, to, array, offset, offset + length);
    assertTrue(same, () -> "contents of " + sequence);
  }
}
