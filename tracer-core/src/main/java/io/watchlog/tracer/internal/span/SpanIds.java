package io.watchlog.tracer.internal.span;

import java.security.SecureRandom;
import java.util.Random;
import java.util.UUID;

/**
 * Ids from counters: a number that is unique within the tracer becomes a uuid of RFC 4122's version
 * 4 layout, and can be read back from it.
 *
 * <p>The low half is a bijection of the number, keyed at random for each tracer, so that it is
 * never 0 and never repeats within a tracer, with a second key between its rounds, without which
 * tracers whose first keys are close would share all their low halves; the high half is 60 random
 * bits of the tracer's, mixed with the low half so that neighbouring ids look different from their
 * first letter on. Immutable.
 *
 * <pre>
 *   high   random of the tracer ^ f(low)         version 4 in bits 12-15
 *   low    10 | 62 bits: mix(mix(number ^ key) ^ secondKey)
 * </pre>
 */
public final class SpanIds {
  /** How many bits of a number count. */
  static final int NUMBER_BITS = 62;

  private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VERSION = 0x4000L;
  private static final long VERSION_MASK = 0xF000L;
  // Odd, so that multiplying by them can be undone modulo 2^62; their bits are those of
  // splitmix64's.
  private static final long FACTOR_1 = 0xBF58_476D_1CE4_E5B9L;
  private static final long FACTOR_2 = 0x94D0_49BB_1331_11EBL;
  private static final long INVERSE_1 = inverse(FACTOR_1);
  private static final long INVERSE_2 = inverse(FACTOR_2);
  private static final long FACTOR_HIGH = 0x9E37_79B9_7F4A_7C15L;
  private static final int HALF = NUMBER_BITS / 2;
  private static final int UUID_LENGTH = 36;
  private static final int HALF_LENGTH = UUID_LENGTH / 2;

  private final long key;
  private final long secondKey;
  private final long high;

  /** Keyed at random. */
  public SpanIds() {
    this(new SecureRandom());
  }

  SpanIds(Random random) {
    key = random.nextLong() & NUMBER_MASK;
    secondKey = random.nextLong() & NUMBER_MASK;
    high = random.nextLong();
  }

  /** The low half of a number's id: never 0. */
  public long low(long number) {
    long x = (number ^ key) & NUMBER_MASK;
    x = (x * FACTOR_1) & NUMBER_MASK;
    x ^= x >>> HALF;
    x ^= secondKey;
    x = (x * FACTOR_2) & NUMBER_MASK;
    x ^= x >>> HALF;
    return x | VARIANT;
  }

  /** The high half that belongs to a low one of this tracer. */
  public long high(long low) {
    long x = low * FACTOR_HIGH;
    return ((high ^ x ^ (x >>> 32)) & ~VERSION_MASK) | VERSION;
  }

  /** The number behind an id of this tracer, or -1 for an id that is none. */
  long number(long idHigh, long idLow) {
    if ((idLow & ~NUMBER_MASK) != VARIANT || idHigh != high(idLow)) {
      return -1;
    }
    long x = idLow & NUMBER_MASK;
    x ^= x >>> HALF;
    x = (x * INVERSE_2) & NUMBER_MASK;
    x ^= secondKey;
    x ^= x >>> HALF;
    x = (x * INVERSE_1) & NUMBER_MASK;
    return (x ^ key) & NUMBER_MASK;
  }

  /** The id of a number. */
  public String text(String prefix, long number) {
    long low = low(number);
    return prefix + new UUID(high(low), low);
  }

  /** The number behind the text of an id of this tracer, or -1 for any other text. */
  public long number(String prefix, String id) {
    int from = prefix.length();
    return isPlain(prefix, id) ? number(digits(id, from), digits(id, from + HALF_LENGTH)) : -1;
  }

  /** Whether a text is a prefix and a uuid in lower case. */
  private static boolean isPlain(String prefix, String id) {
    int from = prefix.length();
    if (id.length() != from + UUID_LENGTH || !id.startsWith(prefix)) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = id.charAt(from + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return false;
      }
    }
    return true;
  }

  private static long digits(String text, int from) {
    long value = 0;
    for (int i = from; i < from + HALF_LENGTH; i++) {
      char c = text.charAt(i);
      if (c != '-') {
        value = value << 4 | Character.digit(c, 16);
      }
    }
    return value;
  }

  /** Newton's iteration: each step doubles the bits that are right. */
  private static long inverse(long odd) {
    long x = odd;
    for (int i = 0; i < 5; i++) {
      x *= 2 - odd * x;
    }
    return x;
  }
}
