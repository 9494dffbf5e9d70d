package io.watchlog.tracer.internal.encode;

/** Finds where a secret value behind its key begins and ends. Not thread-safe. */
final class ValueRule {
  private static final int MAX_QUOTE_DISTANCE = 128;

  private final CredentialRule credentials;
  private int start;
  private boolean bracketsUnclosed;
  private int enclosingQuote;
  private int enclosingEscapes;

  ValueRule(CredentialRule credentials) {
    this.credentials = credentials;
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
   * Looks at what begins behind a key and its separator.
   *
   * @param isLine whether an unquoted value goes to the end of its line
   * @return where the secret ends, or {@link SecretScanner#NOTHING}
   */
  int find(Window window, int keyStart, int valueStart, boolean isLine) {
    if (window.startsWith(valueStart, Redaction.REDACTED)) {
      return SecretScanner.NOTHING;
    }
    start = valueStart;
    findEnclosingQuote(window, keyStart);
    int end = quoted(window);
    if (end == SecretScanner.NOTHING) {
      end = brackets(window);
    }
    if (end == SecretScanner.NOTHING) {
      end = isLine ? line(window) : word(window);
    }
    return end > start ? end : SecretScanner.NOTHING;
  }

  /** A quoted value, with up to two characters before the quote as in {@code rb'…'}. */
  private int quoted(Window window) {
    int prefixed = start;
    while (prefixed < start + 2 && isStringPrefix(window.at(prefixed))) {
      prefixed++;
    }
    int quote = prefixed;
    while (window.at(quote) == '\\') {
      quote++;
    }
    int c = window.at(quote);
    if (!Window.isQuote(c) || (prefixed > start && c == enclosingQuote)) {
      return SecretScanner.NOTHING;
    }
    int escapes = quote - prefixed;
    if (escapes == 0 && isTriple(window, quote, c)) {
      start = quote + 3;
      int i = start;
      while (window.at(i) != Window.END && !isTriple(window, i, c)) {
        i++;
      }
      return i;
    }
    start = quote + 1;
    return closingQuote(window, start, c, escapes);
  }

  private static boolean isStringPrefix(int c) {
    return c != Window.END && "rbfuRBFULN@$".indexOf(c) >= 0;
  }

  private static boolean isTriple(Window window, int i, int quote) {
    return window.at(i) == quote && window.at(i + 1) == quote && window.at(i + 2) == quote;
  }

  /** Where the quote closes with its backslashes, or the end of the text. */
  private static int closingQuote(Window window, int from, int quote, int escapes) {
    int run = 0;
    for (int i = from; ; i++) {
      int c = window.at(i);
      if (c == Window.END) {
        return i;
      }
      if (c == quote && closes(run, escapes)) {
        return i - Math.min(run, escapes);
      }
      run = c == '\\' ? run + 1 : 0;
    }
  }

  /**
   * Whether a quote behind a run of backslashes is escaped as often as the opening one; JSON in
   * JSON in JSON doubles its backslashes.
   */
  private static boolean closes(int run, int escapes) {
    return run < escapes || run % (2 * escapes + 2) == escapes;
  }

  /** Behind the bracket that closes a list or an object, so that nothing of it stays. */
  private int brackets(Window window) {
    int first = window.at(start);
    if ((first != '[' && first != '{') || bracketsUnclosed) {
      return SecretScanner.NOTHING;
    }
    int depth = 0;
    int run = 0;
    for (int i = start; ; i++) {
      int c = window.at(i);
      if (c == '"') { // a bracket in a string closes nothing
        i = closingQuote(window, i + 1, c, run) + run;
        c = window.at(i);
      }
      if (c == Window.END) {
        bracketsUnclosed = true; // looked for once only, lest many of them cost their square
        return window.isCut() ? window.end() : SecretScanner.NOTHING;
      }
      if (c == '[' || c == '{') {
        depth++;
      } else if ((c == ']' || c == '}') && --depth == 0) {
        return i + 1;
      }
      run = c == '\\' ? run + 1 : 0;
    }
  }

  /** An unquoted value, or what is assigned to it where it is a type. */
  private int word(Window window) {
    int assigned = assigned(window);
    if (assigned != SecretScanner.NOTHING) {
      start = assigned;
      int end = quoted(window);
      if (end != SecretScanner.NOTHING) {
        return end;
      }
    }
    int credential = credentials.endOfSeveralWords(window, start);
    if (credential != SecretScanner.NOTHING) {
      return credential;
    }
    int run = 0;
    for (int i = start; ; i++) {
      int c = window.at(i);
      if (isEscapedBlank(window, i, run)) {
        return i - run;
      }
      if (endsWord(c)) {
        return Window.isQuote(c) ? i - run : i;
      }
      run = c == '\\' ? run + 1 : 0;
    }
  }

  private static boolean endsWord(int c) {
    return switch (c) {
      case Window.END, ',', ';', '&', '"', '\'', '`', ')', ']', '}' -> true;
      default -> c <= ' ' || Character.isWhitespace(c);
    };
  }

  /**
   * Where the value begins in {@code password: str = "…"}, {@code key: &'static str = "…"} and
   * {@code token: string | null = "…"}: what stands behind the key there is a type.
   */
  private int assigned(Window window) {
    int i = window.at(start) == '&' ? start + 1 : start;
    String lifetime = "'static ";
    if (window.startsWith(i, lifetime)) {
      i += lifetime.length();
    }
    while (true) {
      int first = i;
      while (isTypeChar(window.at(i))) {
        i++;
      }
      int behind = skipBlanks(window, i);
      if (i > first && window.at(behind) == '|') {
        i = skipBlanks(window, behind + 1);
        continue;
      }
      boolean isAssigned =
          i > first
              && window.at(behind) == '='
              && window.at(behind + 1) != '='
              && window.at(behind + 1) != '>';
      if (!isAssigned) {
        return SecretScanner.NOTHING;
      }
      int value = skipBlanks(window, behind + 1);
      boolean isApart = behind > i || (Window.isQuote(window.at(value)) && !isEnclosed());
      return isApart ? value : SecretScanner.NOTHING;
    }
  }

  private boolean isEnclosed() {
    return enclosingQuote != Window.END;
  }

  private static boolean isTypeChar(int c) {
    return Window.isLowerCase(c | 0x20)
        || c == '_'
        || c == '.'
        || c == '<'
        || c == '>'
        || c == '['
        || c == ']'
        || c == '?'
        || c == '*';
  }

  private static int skipBlanks(Window window, int from) {
    int i = from;
    while (Window.isBlank(window.at(i))) {
      i++;
    }
    return i;
  }

  /** To the end of the line or the enclosing quote. */
  private int line(Window window) {
    int run = 0;
    for (int i = start; ; i++) {
      int c = window.at(i);
      if (c == Window.END || c == '\n' || c == '\r') {
        return i;
      }
      if (c == enclosingQuote && closes(run, enclosingEscapes)) {
        return i - run;
      }
      if (isEscapedBlank(window, i, run)) {
        return i - run;
      }
      run = c == '\\' ? run + 1 : 0;
    }
  }

  /** Whether a line end or a tabulator, as JSON escapes them within the enclosing quote. */
  private boolean isEscapedBlank(Window window, int i, int run) {
    if (run == 0 || !isEnclosed()) {
      return false;
    }
    int c = window.at(i);
    int escapes = enclosingEscapes + 1;
    return (c == 'n' || c == 'r' || c == 't') && run % (2 * escapes) == escapes;
  }

  /** The quote before the key on its line that opens and does not close before it. */
  private void findEnclosingQuote(Window window, int keyStart) {
    char[] chars = window.chars();
    enclosingQuote = Window.END;
    int closed = Window.END;
    int first = Math.max(0, keyStart - MAX_QUOTE_DISTANCE);
    for (int i = keyStart - 1; i >= first; i--) {
      char c = chars[i];
      if (c == '\n' || c == '\r') {
        return;
      }
      if (!Window.isQuote(c)) {
        continue;
      }
      int before = i;
      while (before > first && chars[before - 1] == '\\') {
        before--;
      }
      boolean opens = before == 0 || " \t\n\r=:,;([{<>".indexOf(chars[before - 1]) >= 0;
      if (opens && c != closed) {
        enclosingQuote = c;
        enclosingEscapes = i - before;
        return;
      }
      boolean isApostrophe = !opens && Window.isLetterOrDigit(chars[i + 1]);
      if (!isApostrophe) {
        closed = opens ? Window.END : c;
      }
      i = before;
    }
  }
}
