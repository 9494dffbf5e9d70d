package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes texts in which nothing has to be escaped, by far the most, without looking at each
 * character again. Not thread-safe.
 */
final class AsciiStrings {
  private static final byte[] QUOTE = "\\\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CUT_MARK = JsonText.CUT_MARK.getBytes(StandardCharsets.US_ASCII);
  private static final int ROOM = 32;

  private byte[] bytes = new byte[1024];

  /** The text itself. */
  void write(JsonGenerator generator, Text text) throws IOException {
    reserve(text.length());
    put(text, text.length(), 0);
    generator.writeRawUTF8String(bytes, 0, text.length());
  }

  /** The text's JSON text, cut to its limit as {@link JsonText} does it. */
  void writeQuoted(JsonGenerator generator, Text text, int maxLength) throws IOException {
    boolean fits = !text.isCut() && text.length() + 2 <= maxLength;
    int length = fits ? text.length() : Math.min(text.length(), maxLength - 1);
    byte[] suffix = fits ? QUOTE : CUT_MARK;
    reserve(length);
    System.arraycopy(QUOTE, 0, bytes, 0, QUOTE.length);
    put(text, length, QUOTE.length);
    System.arraycopy(suffix, 0, bytes, QUOTE.length + length, suffix.length);
    generator.writeRawUTF8String(bytes, 0, QUOTE.length + length + suffix.length);
  }

  private void put(Text text, int length, int at) {
    char[] chars = text.chars();
    byte[] target = bytes;
    for (int i = 0; i < length; i++) {
      target[at + i] = (byte) chars[i];
    }
  }

  private void reserve(int length) {
    if (bytes.length < length + ROOM) {
      bytes = new byte[2 * length + ROOM];
    }
  }
}
