package io.watchlog.tracer.internal.span;

/** How much of what a user supplies is kept; texts in {@code char}s. */
public final class TextLimits {
  /** Names, models, providers and keys. */
  public static final int MAX_WORD = 1_024;

  /** How far behind a cut redaction looks to see where a secret ends. */
  public static final int LOOK_AHEAD = 4_096;

  /**
   * Metadata and attribute texts, as long as they are not redacted: cut to {@link #MAX_WORD} then.
   */
  public static final int MAX_WORD_KEPT = MAX_WORD + LOOK_AHEAD;

  /** The largest {@code maxFieldLength}. */
  public static final int MAX_FIELD = 65_536;

  /**
   * Of an input or output where the tracer, and so its {@code maxFieldLength}, is not known yet.
   */
  public static final int MAX_KEPT = MAX_FIELD + LOOK_AHEAD;

  /** Attributes of a span. */
  public static final int MAX_ATTRIBUTES = 64;

  private static final char REPLACEMENT = '\uFFFD';

  private TextLimits() {}

  /**
   * A text of at most {@code max} characters, none where that is negative, never ending in half a
   * surrogate pair; null stays null.
   */
  public static String cut(String text, int max) {
    if (text == null || text.length() <= max) {
      return text;
    }
    if (max <= 0) {
      return "";
    }
    boolean splits =
        Character.isHighSurrogate(text.charAt(max - 1))
            && Character.isLowSurrogate(text.charAt(max));
    return text.substring(0, splits ? max - 1 : max);
  }

  /** A text in which no half of a surrogate pair stands alone: U+FFFD is in its place. */
  public static String wholePairs(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints().forEach(c -> whole.appendCodePoint(isHalfPair(c) ? REPLACEMENT : c));
        return whole.toString();
      }
    }
    return text;
  }

  private static boolean isHalfPair(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
