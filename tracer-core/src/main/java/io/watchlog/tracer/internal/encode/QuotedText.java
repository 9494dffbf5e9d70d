package io.watchlog.tracer.internal.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a text as {@code input} and {@code output} have it on the wire: its JSON text, cut to its
 * limit, as a JSON string. Both are done in one pass; without the outer quotes. Not thread-safe.
 *
 * <pre>
 *   say "hi"⏎   ─▶   "say \"hi\"\n"   ─▶   \"say \\\"hi\\\"\\n\"
 *     text             its JSON text         as a JSON string
 * </pre>
 */
final class QuotedText {
  private static final byte[] QUOTE = ascii("\\\"");
  private static final byte[] CUT_MARK = ascii(JsonText.CUT_MARK);
  private static final int CHUNK = 1024;
  private static final int MAX_BYTES_PER_CHAR = 7;

  /** What is not written as it is. */
  private static final int SPECIAL = Text.ESCAPED | Text.SURROGATE | Text.NOT_ASCII;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** The JSON texts of ASCII characters that have to be escaped in one. */
  private static final byte[][] ESCAPES = escapes();

  /** The short ones as JSON strings: up to four bytes, the first one in the highest byte. */
  private static final int[] SHORT_ESCAPES = shortEscapes();

  private byte[] array;
  private int at;
  private int left;

  /**
   * Appends it.
   *
   * @param maxLength how many characters of the JSON text are kept, at least 1
   */
  void write(RecordBuffer buffer, Text text, int maxLength) {
    buffer.put(QUOTE);
    left = maxLength - 1;
    boolean isWhole = text.isPlainAscii() ? plain(buffer, text) : characters(buffer, text);
    buffer.put(isWhole && !text.isCut() && left > 0 ? QUOTE : CUT_MARK);
  }

  private boolean plain(RecordBuffer buffer, Text text) {
    int length = Math.min(text.length(), left);
    int start = buffer.room(length);
    text.asciiBytes(length, buffer.array(), start);
    buffer.filledTo(start + length);
    left -= length;
    return length == text.length();
  }

  private boolean characters(RecordBuffer buffer, Text text) {
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + CHUNK);
      at = buffer.room((to - from + 1) * MAX_BYTES_PER_CHAR); // a pair may reach over
      array = buffer.array();
      from = chunk(text, from, to);
      buffer.filledTo(at);
      if (from < to) {
        return false;
      }
    }
    return true;
  }

  /** Writes characters while they may be kept; returns the first that is not written whole. */
  private int chunk(Text text, int from, int to) {
    char[] chars = text.chars();
    int i = from;
    while (true) {
      i = run(chars, i, Math.min(to, i + left));
      if (i >= to || left == 0) { // a pair may have reached over
        return i;
      }
      char c = chars[i];
      int kind = Text.kindOf(c);
      if (kind == Text.ESCAPED) {
        int bytes = SHORT_ESCAPES[c];
        if (bytes != 0 && left >= 2) {
          INT.set(array, at, bytes);
          at += (bytes & 0xFF) == 0 ? 3 : 4;
          left -= 2;
        } else if (!escape(ESCAPES[c])) {
          return i;
        }
      } else if (kind == Text.NOT_ASCII) {
        utf8(c);
        left--;
      } else {
        if (left == 1) { // a pair is not split
          return i;
        }
        pair(Character.toCodePoint(c, chars[++i]));
        left -= 2;
      }
      i++;
    }
  }

  /** Writes what stands in JSON as it is; returns where that ends. */
  private int run(char[] chars, int from, int to) {
    byte[] target = array;
    int offset = at - from;
    int i = from;
    while (i < to && (Text.kindOf(chars[i]) & SPECIAL) == 0) {
      target[offset + i] = (byte) chars[i];
      i++;
    }
    at += i - from;
    left -= i - from;
    return i;
  }

  /** Writes what may be kept of a JSON text; false where that is not all of it. */
  private boolean escape(byte[] json) {
    int count = Math.min(json.length, left);
    for (int i = 0; i < count; i++) {
      byte c = json[i];
      if (c == '"' || c == '\\') {
        array[at++] = '\\';
      }
      array[at++] = c;
    }
    left -= count;
    return count == json.length;
  }

  private void utf8(char c) {
    if (c < 0x800) {
      array[at++] = (byte) (0xC0 | c >> 6);
    } else {
      array[at++] = (byte) (0xE0 | c >> 12);
      array[at++] = (byte) (0x80 | (c >> 6 & 0x3F));
    }
    array[at++] = (byte) (0x80 | (c & 0x3F));
  }

  private void pair(int codePoint) {
    array[at++] = (byte) (0xF0 | codePoint >> 18);
    array[at++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
    array[at++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
    array[at++] = (byte) (0x80 | (codePoint & 0x3F));
  }

  private static byte[][] escapes() {
    byte[][] escapes = new byte[128][];
    for (int c = 0; c < ' '; c++) {
      escapes[c] = ascii("\\u%04x".formatted(c));
    }
    escapes['\n'] = ascii("\\n");
    escapes['\r'] = ascii("\\r");
    escapes['\t'] = ascii("\\t");
    escapes['\b'] = ascii("\\b");
    escapes['\f'] = ascii("\\f");
    escapes['"'] = QUOTE;
    escapes['\\'] = ascii("\\\\");
    return escapes;
  }

  private static int[] shortEscapes() {
    int[] escapes = new int[128];
    for (char c : "\n\r\t\b\f".toCharArray()) {
      escapes[c] = '\\' << 24 | '\\' << 16 | ESCAPES[c][1] << 8;
    }
    for (char c : "\"\\".toCharArray()) {
      escapes[c] = '\\' << 24 | '\\' << 16 | '\\' << 8 | c;
    }
    return escapes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
