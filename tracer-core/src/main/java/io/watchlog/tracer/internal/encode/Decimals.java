package io.watchlog.tracer.internal.encode;

/** Writes numbers without garbage. */
final class Decimals {
  private static final double SCALE = 1e9;
  private static final long SCALE_LONG = 1_000_000_000L;
  private static final double MAX_EXACT = 1L << 53;
  private static final int MAX_DIGITS = 19;

  private Decimals() {}

  /** Writes a number that is not negative. */
  static void write(RecordBuffer buffer, long value) {
    int start = buffer.room(MAX_DIGITS);
    byte[] array = buffer.array();
    int end = start + digits(value);
    long rest = value;
    for (int at = end - 1; at >= start; at--) {
      array[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    buffer.filledTo(end);
  }

  /**
   * Writes a number where up to nine decimals say it exactly, as they do for nearly every cost.
   *
   * @return false where they don't; nothing is written then
   */
  static boolean writeExact(RecordBuffer buffer, double value) {
    double scaled = Math.rint(value * SCALE);
    // A whole number below 2^53 divided by a power of ten is rounded as a parser rounds its
    // decimals.
    if (!(value > 0 && scaled < MAX_EXACT && scaled / SCALE == value)) {
      return false;
    }
    long whole = (long) scaled / SCALE_LONG;
    int fraction = (int) ((long) scaled - whole * SCALE_LONG);
    int decimals = 9;
    while (decimals > 1 && fraction % 10 == 0) {
      fraction /= 10;
      decimals--;
    }
    write(buffer, whole);
    int start = buffer.room(1 + decimals);
    byte[] array = buffer.array();
    array[start] = '.';
    for (int at = start + decimals; at > start; at--) {
      array[at] = (byte) ('0' + fraction % 10);
      fraction /= 10;
    }
    buffer.filledTo(start + 1 + decimals);
    return true;
  }

  private static int digits(long value) {
    int digits = 1;
    long power = 10;
    while (digits < MAX_DIGITS && value >= power) {
      digits++;
      power *= 10;
    }
    return digits;
  }
}
