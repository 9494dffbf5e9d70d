package io.watchlog.tracer.internal.encode;

/**
 * Which quotes are open at a place of a text: those around it on its line, with the number of their
 * backslashes, which JSON in JSON doubles. Goes through a text once, as far as it is asked. Not
 * thread-safe.
 */
final class OpenQuotes {
  private static final int MAX_DEPTH = 8;

  private final char[] quotes = new char[MAX_DEPTH];
  private final int[] escapes = new int[MAX_DEPTH];
  private int depth;
  private int position;
  private int run;

  /** To be called before each text. */
  void reset() {
    depth = 0;
    position = 0;
    run = 0;
  }

  /** Goes on to a place, not before the last one. */
  void advance(char[] chars, int to) {
    for (int i = position; i < to; i++) {
      char c = chars[i];
      if (c == '\\') {
        run++;
        continue;
      }
      if (c == '\n' || c == '\r') {
        depth = 0;
      } else if (Window.isQuote(c)) {
        onQuote(chars, i);
      }
      run = 0;
    }
    position = Math.max(position, to);
  }

  /** The innermost open quote, or {@link Window#END}. */
  int innermost() {
    return depth == 0 ? Window.END : quotes[depth - 1];
  }

  /** How many backslashes stand before the innermost open quote. */
  int escapes() {
    return depth == 0 ? 0 : escapes[depth - 1];
  }

  private void onQuote(char[] chars, int at) {
    int before = at - run;
    boolean isBehindWord = before > 0 && Window.isLetterOrDigit(chars[before - 1]);
    boolean isPrefixed = isBehindWord && isBehindPrefix(chars, before);
    boolean isApostrophe = isBehindWord && Window.isLetterOrDigit(chars[at + 1]);
    if (isApostrophe && (!isPrefixed || chars[at] == '\'')) {
      return;
    }
    int closed = closedBy(chars[at], run);
    if (closed >= 0) {
      depth = closed; // what was opened in it is closed too
      return;
    }
    if ((!isBehindWord || isPrefixed) && depth < MAX_DEPTH) {
      quotes[depth] = chars[at];
      escapes[depth] = run;
      depth++;
    }
  }

  /** Whether a quote behind a run of backslashes closes an open one. */
  boolean isClosedBy(int quote, int backslashes) {
    return closedBy(quote, backslashes) >= 0;
  }

  private int closedBy(int quote, int backslashes) {
    int i = depth - 1;
    while (i >= 0 && !(quotes[i] == quote && Quotes.closes(backslashes, escapes[i]))) {
      i--;
    }
    return i;
  }

  /** Behind a word that is the prefix of a string in code. */
  private static boolean isBehindPrefix(char[] chars, int at) {
    int first = at;
    while (first > 0 && at - first < Quotes.MAX_PREFIX && Quotes.isPrefix(chars[first - 1])) {
      first--;
    }
    return first < at && (first == 0 || !Window.isLetterOrDigit(chars[first - 1]));
  }
}
