package io.watchlog.tracer.internal.encode;

/** Which quotes there are around strings in texts and code, and which of them close which. */
final class Quotes {
  /** Of a string in code, as in {@code rb'…'}, {@code u8"…"}, {@code r#"…"#}, {@code $@"…"}. */
  private static final String STRING_PREFIX = "rbfuRBFULN@$8#";

  static final int MAX_PREFIX = 3;

  private Quotes() {}

  static int behindBackslashes(Window window, int from) {
    int i = from;
    while (window.at(i) == '\\') {
      i++;
    }
    return i;
  }

  /** Whether a string of code may have this in its prefix. */
  static boolean isPrefix(int c) {
    return STRING_PREFIX.indexOf(c) >= 0;
  }

  /** The quote that closes one, or {@link Window#END} where that is none. */
  static int closing(int quote) {
    return switch (quote) {
      case '"', '\'', '`' -> quote;
      case '“' -> '”';
      case '„' -> '“';
      case '«' -> '»';
      default -> Window.END;
    };
  }

  static boolean isTriple(Window window, int first, int quote, int escapes) {
    int second = first + escapes + 1;
    int third = second + escapes + 1;
    return window.at(first) == quote
        && window.at(second) == quote
        && window.at(third) == quote
        && behindBackslashes(window, first + 1) == second
        && behindBackslashes(window, second + 1) == third;
  }

  /** Where the quote closes with its backslashes, or the end of the text. */
  static int closingQuote(Window window, int from, int quote, int escapes) {
    int run = 0;
    for (int i = from; ; i++) {
      int c = window.at(i);
      if (c == Window.END) {
        return i;
      }
      boolean isQuote = c == quote || (c == '"' && quote == '“');
      if (isQuote && ends(run, escapes)) {
        boolean isDoubled = escapes == 0 && i > from && window.at(i + 1) == quote; // SQL, CSV
        if (!isDoubled) {
          return i - Math.min(run, escapes);
        }
        i++;
      }
      run = c == '\\' ? run + 1 : 0;
    }
  }

  /** Whether a quote behind a run of backslashes is escaped as often as the opening one. */
  static boolean closes(int run, int escapes) {
    return run % (2 * escapes + 2) == escapes;
  }

  /** The same, or less: then it closes what is around it, too. */
  static boolean ends(int run, int escapes) {
    return run < escapes || closes(run, escapes);
  }
}
