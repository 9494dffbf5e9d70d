package io.watchlog.tracer.internal.encode;

/**
 * The part of a text that is looked at: what may be kept, and behind it what decides where a secret
 * ends. Characters are fetched when they are first asked for, so a clean text costs only what is
 * kept of it. Not thread-safe.
 */
final class Window {
  /** What {@link #at} says behind the last character. */
  static final int END = -1;

  /** How many blanks are behind the characters fetched last. */
  static final int SPARE = 8;

  private static final int KEPT_CAPACITY = 64 * 1024;
  private static final int USUAL_CAPACITY = 1024;

  private char[] chars = new char[USUAL_CAPACITY];
  private String text = "";
  private int fetched;
  private int end;
  private boolean cut;

  /**
   * Looks at another text.
   *
   * @param keep how many characters will be used: these are fetched
   * @param kept how many may be looked at; a text as long may have been cut to that
   */
  void open(String newText, int keep, int kept) {
    text = newText;
    end = Math.min(newText.length(), kept);
    cut = newText.length() >= kept;
    int wantedLength = end + SPARE;
    if (chars.length < wantedLength
        || (chars.length > KEPT_CAPACITY && wantedLength <= KEPT_CAPACITY)) {
      chars = new char[Math.max(USUAL_CAPACITY, wantedLength)];
    }
    fetched = 0;
    fetch(Math.min(end, keep));
  }

  /** The characters; the same array until {@link #open}. */
  char[] chars() {
    return chars;
  }

  int end() {
    return end;
  }

  /** Whether the text goes on, or went on, behind the window. */
  boolean isCut() {
    return cut;
  }

  /** The character at a place, or {@link #END}. */
  int at(int i) {
    if (i >= fetched) {
      fetch(end);
      if (i >= end) {
        return END;
      }
    }
    return chars[i];
  }

  /** Makes the characters up to a place readable in {@link #chars()}. */
  void fetch(int to) {
    if (to > fetched) {
      text.getChars(fetched, to, chars, fetched);
      fetched = to;
      for (int i = to; i < to + SPARE; i++) {
        chars[i] = ' ';
      }
    }
  }

  boolean startsWith(int from, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at(from + i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a word, given in lower case, stands at a place in any case. */
  boolean startsWithAnyCase(int from, String word) {
    for (int i = 0; i < word.length(); i++) {
      if ((at(from + i) | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  static boolean isQuote(int c) {
    return c == '"' || c == '\'' || c == '`';
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLowerCase(int c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isLetterOrDigit(int c) {
    return isLowerCase(c | 0x20) || isDigit(c);
  }
}
