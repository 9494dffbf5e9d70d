package io.watchlog.tracer.fuzz;

import java.util.Arrays;

/**
 * What a fuzzer's bytes decide. Texts are taken from their beginning and numbers from their end, so
 * that a change of one does not shift the others. Where the bytes end, texts are empty and numbers
 * 0.
 */
public final class FuzzInput {
  /** What UTF-8 has no short bytes for, and what is a sign of its own somewhere. */
  private static final char[] ODD = {
    '\uD83D', '\uDE00', '\0', '\u2028', '\u0085', '\uFEFF', '\u202E', '\u0130', '\u00A0', '\u2003',
    '\uFFFF', '\uDBFF', '\uD800', '\uDFFF', '\u001B', '\u007F'
  };

  private final byte[] bytes;
  private int from;
  private int to;

  /** Reads these bytes, once. */
  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
    this.to = bytes.length;
  }

  /** How many bytes are left. */
  public int left() {
    return to - from;
  }

  /** A number of one byte. */
  public int octet() {
    return to == from ? 0 : bytes[--to] & 0xFF;
  }

  /** True in half of all cases. */
  public boolean flag() {
    return (octet() & 1) != 0;
  }

  /** A number from 0 to below a bound. */
  public int below(int bound) {
    int number = octet();
    if (bound > 1 << 8) {
      number |= octet() << 8;
    }
    if (bound > 1 << 16) {
      number |= octet() << 16;
    }
    return number % bound;
  }

  /** Any number, of eight bytes. */
  public long number() {
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << 8 | octet();
    }
    return number;
  }

  /** One of these. */
  @SafeVarargs
  public final <T> T oneOf(T... choices) {
    return choices[below(choices.length)];
  }

  /** Some of the bytes, at most so many. */
  public byte[] some(int max) {
    int count = Math.min(below(max + 1), left());
    from += count;
    return Arrays.copyOfRange(bytes, from - count, from);
  }

  /** All bytes that are left. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, from, to);
    from = to;
    return rest;
  }

  /**
   * A text of at most so many bytes. UTF-8 is itself; anything else is something too, lone
   * surrogates among it.
   */
  public String text(int max) {
    int end = from + Math.min(below(max + 1), left());
    StringBuilder text = new StringBuilder(end - from);
    while (from < end) {
      int b = bytes[from++] & 0xFF;
      if (b < 0xC0) {
        text.append((char) b);
      } else if (b < 0xE0) {
        text.append((char) ((b & 0x1F) << 6 | next(end)));
      } else if (b < 0xF0) {
        text.append((char) ((b & 0x0F) << 12 | next(end) << 6 | next(end)));
      } else {
        text.append(ODD[b & 0x0F]);
      }
    }
    return text.toString();
  }

  private int next(int end) {
    return from < end ? bytes[from++] & 0x3F : 0;
  }

  /** A text that may be repeated until it is over any limit. */
  public String longText(int max) {
    String text = text(max);
    int repeats = octet();
    if (repeats < 192 || text.isEmpty()) {
      return text;
    }
    int wanted = 1 << ((repeats - 192) / 4); // to 32,768
    return text.repeat(wanted / text.length() + 1);
  }
}
