package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.internal.span.SpanIds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An identifier, a uuid in lower case between what always stands before and behind it, kept for the
 * next span. Not thread-safe.
 */
final class IdText {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] text;
  private final int prefix;
  private final SpanIds ids;
  private long number;

  /**
   * The text of a uuid of zeros.
   *
   * @param prefix of ASCII
   * @param ids make ids of numbers
   */
  IdText(String prefix, SpanIds ids, String suffix) {
    this.text =
        (prefix + "00000000-0000-0000-0000-000000000000" + suffix).getBytes(StandardCharsets.UTF_8);
    this.prefix = prefix.length();
    this.ids = ids;
  }

  /** The id of a number that is not 0, in an array that the next call writes over. */
  byte[] format(long newNumber) {
    if (newNumber != number) {
      long low = ids.low(newNumber);
      long high = ids.high(low);
      long rest = hex((int) high);
      LONG.set(text, prefix, hex((int) (high >>> 32)));
      INT.set(text, prefix + 9, (int) (rest >>> 32));
      INT.set(text, prefix + 14, (int) rest);
      rest = hex((int) (low >>> 32));
      INT.set(text, prefix + 19, (int) (rest >>> 32));
      INT.set(text, prefix + 24, (int) rest);
      LONG.set(text, prefix + 28, hex((int) low));
      number = newNumber;
    }
    return text;
  }

  /** The eight digits of a number, the first one in the highest byte. */
  private static long hex(int value) {
    long digits = value & 0xFFFF_FFFFL;
    digits = (digits | digits << 16) & 0x0000_FFFF_0000_FFFFL;
    digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FFL;
    digits = (digits | digits << 4) & 0x0F0F_0F0F_0F0F_0F0FL;
    long letters = (digits + 0x0606_0606_0606_0606L) >>> 4 & 0x0101_0101_0101_0101L;
    return digits + 0x3030_3030_3030_3030L + letters * ('a' - '0' - 10);
  }
}
