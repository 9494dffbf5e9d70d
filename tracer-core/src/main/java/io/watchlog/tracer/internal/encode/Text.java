package io.watchlog.tracer.internal.encode;

import java.util.Arrays;

/**
 * A text on its way to the wire: characters in an array that belongs to someone else, and what was
 * seen in them. Reused. Not thread-safe.
 */
final class Text {
  /** A character that JSON escapes: a quote, a backslash or a control character. */
  static final byte ESCAPED = 1;

  /** Half of a surrogate pair. */
  static final byte SURROGATE = 2;

  /** A character outside ASCII. */
  static final byte NOT_ASCII = 4;

  /** The bit of a character that is typical of a secret, see {@link Suspects}. */
  static final int TYPICAL_BIT = 3;

  /** Of every character, so that a look into it needs no comparison. */
  static final byte[] KINDS = kinds();

  private static final char REPLACEMENT = '\uFFFD';

  private char[] chars = new char[0];
  private String source;
  private int length;
  private int seen;
  private boolean cut;

  /**
   * Takes other characters.
   *
   * @param newSeen at least those of {@link #ESCAPED}, {@link #SURROGATE} and {@link #NOT_ASCII}
   *     that apply
   * @param newCut whether the text went on behind them
   */
  void set(char[] newChars, int newLength, int newSeen, boolean newCut) {
    source = null;
    chars = newChars;
    length = newLength;
    seen = newSeen;
    cut = newCut;
    if (newCut) {
      dropHalfPair();
    }
    if ((newSeen & SURROGATE) != 0) {
      replaceLoneSurrogates();
    }
  }

  /** Takes the first characters of a string, which are in an array too. */
  void set(String newSource, char[] newChars, int newLength, int newSeen, boolean newCut) {
    set(newChars, newLength, newSeen, newCut);
    source = newSource;
  }

  /** {@link #ESCAPED}, {@link #SURROGATE}, {@link #NOT_ASCII} or 0, and the typical bit. */
  static int kindOf(char c) {
    return KINDS[c];
  }

  char[] chars() {
    return chars;
  }

  int length() {
    return length;
  }

  boolean isCut() {
    return cut;
  }

  /** Whether these are the characters of a string, none of them replaced. */
  boolean isOriginal() {
    return source != null && (seen & SURROGATE) == 0;
  }

  boolean hasEscaped() {
    return (seen & ESCAPED) != 0;
  }

  /** Whether it stands in JSON as it is, and each character is a byte. */
  boolean isPlainAscii() {
    return (seen & (ESCAPED | SURROGATE | NOT_ASCII)) == 0;
  }

  /** Puts the first characters of a text that is plain ASCII into an array. */
  @SuppressWarnings("deprecation") // it takes the lower half of each character: all of it here
  void asciiBytes(int count, byte[] target, int at) {
    if (source != null) {
      source.getBytes(0, count, target, at);
      return;
    }
    char[] from = chars;
    for (int i = 0; i < count; i++) {
      target[at + i] = (byte) from[i];
    }
  }

  /** Keeps the first characters; true where that left some out. */
  boolean cutTo(int max) {
    if (length > max) {
      length = max;
      cut = true;
      dropHalfPair();
    }
    return cut;
  }

  @Override
  public String toString() {
    return new String(chars, 0, length);
  }

  private void dropHalfPair() {
    if (length > 0 && Character.isHighSurrogate(chars[length - 1])) {
      length--;
    }
  }

  private void replaceLoneSurrogates() {
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < length
            && Character.isLowSurrogate(chars[i + 1])) {
          i++;
        } else {
          chars[i] = REPLACEMENT;
        }
      }
    }
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[Character.MAX_VALUE + 1];
    Arrays.fill(kinds, 0, ' ', ESCAPED);
    Arrays.fill(kinds, 128, kinds.length, NOT_ASCII);
    Arrays.fill(kinds, Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1, SURROGATE);
    kinds['"'] = ESCAPED;
    kinds['\\'] = ESCAPED;
    for (char c : ":=-_/KJbB".toCharArray()) {
      kinds[c] = 1 << TYPICAL_BIT;
    }
    return kinds;
  }
}
