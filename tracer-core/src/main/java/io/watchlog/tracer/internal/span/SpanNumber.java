package io.watchlog.tracer.internal.span;

/**
 * The number of a span, which its id is made of: the record that it is kept in while it is open,
 * and which of that record's spans it is.
 *
 * <pre>
 *   epoch 10 bits | generation 32 bits | index 20 bits
 * </pre>
 */
public final class SpanNumber {
  static final int INDEX_BITS = 20;
  private static final int EPOCH_BITS = 10;
  static final int LAST_EPOCH = (1 << EPOCH_BITS) - 1;
  private static final int GENERATION_BITS = SpanIds.NUMBER_BITS - EPOCH_BITS - INDEX_BITS;
  private static final int EPOCH_SHIFT = GENERATION_BITS + INDEX_BITS;

  private SpanNumber() {}

  /** The number of a handle's span, open or not. */
  public static long of(SpanRecord record, int generation) {
    return first(record.epoch, record.index) | (generation & 0xFFFF_FFFFL) << INDEX_BITS;
  }

  /** The number of a record's generation 0, which is never opened. */
  static long first(int epoch, int index) {
    return (long) epoch << EPOCH_SHIFT | index;
  }

  /** The number of a record's next generation. */
  static long next(long number) {
    return number + (1L << INDEX_BITS);
  }

  /** Which of the record's spans it is. */
  public static int generation(long number) {
    return (int) (number >>> INDEX_BITS);
  }

  /** Where the record is. */
  static int index(long number) {
    return (int) number & ((1 << INDEX_BITS) - 1);
  }

  /** Which of the records that were there, one after the other. */
  static int epoch(long number) {
    return (int) (number >>> EPOCH_SHIFT);
  }
}
