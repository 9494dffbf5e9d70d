package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.internal.encode.SensitiveKeys.Match;

/**
 * Finds the value behind a sensitive key, {@code :} or {@code =} in a text. Not thread-safe.
 *
 * <pre>
 *   "api_key" : "abc"     password=abc&amp;x     Authorization: Basic abc⏎     {\"token\":\"abc\"}
 *               ^^^                ^^^                     ^^^^^^^^^                     ^^^
 * </pre>
 */
final class KeyValueRule {
  private static final int MAX_QUOTE_DISTANCE = 128;

  private final SensitiveKeys keys;
  private int start;
  private boolean bracketsUnclosed;

  KeyValueRule(SensitiveKeys keys) {
    this.keys = keys;
  }

  /** To be called before each text. */
  void reset() {
    bracketsUnclosed = false;
  }

  /** Where the secret begins that {@link #find} found. */
  int start() {
    return start;
  }

  /**
   * Looks at the key before and the value behind a separator.
   *
   * @param from where the part of the text begins that is not settled yet
   * @param separator where {@code :} or {@code =} stands
   * @return where the secret ends, or {@link SecretScanner#NOTHING}
   */
  int find(Window window, int from, int separator) {
    char[] chars = window.chars();
    int keyEnd = separator;
    while (keyEnd > from && Window.isBlank(chars[keyEnd - 1])) {
      keyEnd--;
    }
    if (keyEnd > from && Window.isQuote(chars[keyEnd - 1])) {
      keyEnd--;
      while (keyEnd > from && chars[keyEnd - 1] == '\\') {
        keyEnd--;
      }
    }
    int keyStart = keyEnd;
    while (keyStart > from && isKeyChar(chars[keyStart - 1])) {
      keyStart--;
    }
    if (keyStart == keyEnd) {
      return SecretScanner.NOTHING;
    }
    Match match = keys.match(chars, keyStart, keyEnd);
    return match == Match.NONE
        ? SecretScanner.NOTHING
        : value(window, valueStart(window, separator), keyStart, match);
  }

  private static int valueStart(Window window, int separator) {
    int at = separator + 1;
    int c = window.at(at);
    while (c == ':' || c == '=' || c == '>') { // :=, ==, =>
      c = window.at(++at);
    }
    while (Window.isBlank(c)) {
      c = window.at(++at);
    }
    return at;
  }

  private int value(Window window, int valueStart, int keyStart, Match match) {
    if (window.startsWith(valueStart, Redaction.REDACTED)) {
      return SecretScanner.NOTHING;
    }
    int quote = valueStart;
    while (window.at(quote) == '\\') {
      quote++;
    }
    int end;
    if (Window.isQuote(window.at(quote))) {
      start = quote + 1;
      end = closingQuote(window, start, window.at(quote), quote - valueStart);
    } else {
      start = valueStart;
      int bracketEnd = bracketEnd(window, valueStart);
      if (bracketEnd != SecretScanner.NOTHING) {
        end = bracketEnd;
      } else {
        end = match == Match.LINE ? line(window, valueStart, keyStart) : word(window, valueStart);
      }
    }
    return end > start ? end : SecretScanner.NOTHING;
  }

  /**
   * The quote that is escaped as often as the opening one; JSON in JSON in JSON doubles its
   * backslashes.
   */
  private static int closingQuote(Window window, int from, int quote, int backslashes) {
    int run = 0;
    for (int i = from; ; i++) {
      int c = window.at(i);
      if (c == Window.END) {
        return i;
      }
      if (c == quote && (run < backslashes || run % (2 * backslashes + 2) == backslashes)) {
        return i - Math.min(run, backslashes);
      }
      run = c == '\\' ? run + 1 : 0;
    }
  }

  /** Behind the bracket that closes a list or an object, so that nothing of it stays. */
  private int bracketEnd(Window window, int from) {
    int first = window.at(from);
    if ((first != '[' && first != '{') || bracketsUnclosed) {
      return SecretScanner.NOTHING;
    }
    int depth = 0;
    for (int i = from; ; i++) {
      int c = window.at(i);
      if (c == Window.END) {
        bracketsUnclosed = true; // looked for once only, lest many of them cost their square
        return window.isCut() ? i : SecretScanner.NOTHING;
      }
      if (c == '[' || c == '{') {
        depth++;
      } else if ((c == ']' || c == '}') && --depth == 0) {
        return i + 1;
      }
    }
  }

  private static int word(Window window, int from) {
    int i = from;
    while (!endsWord(window.at(i))) {
      i++;
    }
    if (Window.isQuote(window.at(i))) {
      while (i > from && window.at(i - 1) == '\\') {
        i--;
      }
    }
    return i;
  }

  private static boolean endsWord(int c) {
    return switch (c) {
      case Window.END, ',', ';', '&', '"', '\'', '`', ')', ']', '}' -> true;
      default -> c <= ' ' || Character.isWhitespace(c);
    };
  }

  private static int line(Window window, int from, int keyStart) {
    int opening = enclosingQuote(window.chars(), keyStart);
    int quote = opening < 0 ? Window.END : window.at(opening);
    int i = from;
    while (true) {
      int c = window.at(i);
      if (c == Window.END || c == '\n' || c == '\r') {
        return i;
      }
      if (c == quote) {
        while (i > from && window.at(i - 1) == '\\') {
          i--;
        }
        return i;
      }
      boolean isEscapedLineEnd =
          opening >= 0 && c == '\\' && (window.at(i + 1) == 'n' || window.at(i + 1) == 'r');
      if (isEscapedLineEnd) {
        return i;
      }
      i++;
    }
  }

  /** The opening quote nearest before the key on its line, or -1. */
  private static int enclosingQuote(char[] chars, int keyStart) {
    int first = Math.max(0, keyStart - MAX_QUOTE_DISTANCE);
    for (int i = keyStart - 1; i >= first; i--) {
      char c = chars[i];
      if (c == '\n' || c == '\r') {
        return -1;
      }
      if (Window.isQuote(c)) {
        int before = i;
        while (before > first && chars[before - 1] == '\\') {
          before--;
        }
        if (before == 0 || !Window.isLetterOrDigit(chars[before - 1])) { // not that of "don't"
          return i;
        }
      }
    }
    return -1;
  }

  private static boolean isKeyChar(char c) {
    return Window.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }
}
