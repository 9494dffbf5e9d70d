package io.watchlog.tracer.internal.encode;

import java.nio.charset.StandardCharsets;

/**
 * The text of an identifier, a prefix and a uuid in lower case, kept for the next span. Not
 * thread-safe.
 */
final class IdText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] text;
  private final int prefix;
  private long hi;
  private long lo;

  IdText(String prefix) {
    this.text =
        (prefix + "00000000-0000-0000-0000-000000000000").getBytes(StandardCharsets.US_ASCII);
    this.prefix = prefix.length();
  }

  int length() {
    return text.length;
  }

  /** The text, in an array that the next call writes over. */
  byte[] format(long newHi, long newLo) {
    if (newHi != hi) {
      hex(newHi >>> 32, 8, prefix);
      hex(newHi >>> 16, 4, prefix + 9);
      hex(newHi, 4, prefix + 14);
      hi = newHi;
    }
    if (newLo != lo) {
      hex(newLo >>> 48, 4, prefix + 19);
      hex(newLo, 12, prefix + 24);
      lo = newLo;
    }
    return text;
  }

  private void hex(long value, int digits, int at) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = HEX[(int) rest & 15];
      rest >>>= 4;
    }
  }
}
