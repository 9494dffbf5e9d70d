package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * Writes a double without garbage where up to nine decimals say it exactly, as they do for nearly
 * every cost. Not thread-safe.
 */
final class Decimals {
  private static final double SCALE = 1e9;
  private static final long SCALE_LONG = 1_000_000_000L;
  private static final double MAX_EXACT = 1L << 53;

  private final char[] text = new char[32];

  void write(JsonGenerator generator, double value) throws IOException {
    double scaled = Math.rint(value * SCALE);
    // A whole number below 2^53 divided by a power of ten is rounded as a parser rounds its
    // decimals.
    if (value > 0 && scaled < MAX_EXACT && scaled / SCALE == value) {
      int start = format((long) scaled);
      generator.writeNumber(text, start, text.length - start);
    } else {
      generator.writeNumber(value);
    }
  }

  private int format(long scaled) {
    int at = text.length;
    long fraction = scaled % SCALE_LONG + SCALE_LONG;
    while (fraction >= 100 && fraction % 10 == 0) {
      fraction /= 10;
    }
    while (fraction > 1) { // the leading 1 keeps the zeros behind it
      text[--at] = (char) ('0' + fraction % 10);
      fraction /= 10;
    }
    text[--at] = '.';
    long whole = scaled / SCALE_LONG;
    do {
      text[--at] = (char) ('0' + whole % 10);
      whole /= 10;
    } while (whole > 0);
    return at;
  }
}
