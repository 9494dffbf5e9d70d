package io.watchlog.tracer.internal.encode;

/** Finds where a secret value behind its key begins and ends. Not thread-safe. */
final class ValueRule {
  /** Of a string in code, as in {@code rb'…'}, {@code u8"…"}, {@code r#"…"#}, {@code $@"…"}. */
  private static final String STRING_PREFIX = "rbfuRBFULN@$8#";

  private static final int MAX_PREFIX = 3;

  /** What unclosed brackets may cost in a text, as so many times its length. */
  private static final int MAX_UNCLOSED = 4;

  private final CredentialRule credentials;
  private final OpenQuotes open = new OpenQuotes();
  private int start;
  private int unclosed;

  ValueRule(CredentialRule credentials) {
    this.credentials = credentials;
  }

  /** To be called before each text. */
  void reset() {
    open.reset();
    unclosed = 0;
  }

  /** Where the secret begins that {@link #find} found. */
  int start() {
    return start;
  }

  /**
   * Looks at what begins behind a key and its separator.
   *
   * @param keyStart where the key begins, with its quote
   * @param isKeyQuoted whether it has one
   * @param isLine whether an unquoted value goes to the end of its line
   * @return where the secret ends, or {@link SecretScanner#NOTHING}
   */
  int find(Window window, int keyStart, boolean isKeyQuoted, int valueStart, boolean isLine) {
    start = valueStart;
    open.advance(window.chars(), keyStart);
    if (!isKeyQuoted && closesOpenQuote(window)) {
      return SecretScanner.NOTHING; // "Enter password:"
    }
    int end = isLine && !isKeyQuoted ? lineOrQuoted(window) : value(window, isLine);
    boolean isDone =
        end - start == Redaction.REDACTED.length() && window.startsWith(start, Redaction.REDACTED);
    return end > start && !isDone ? end : SecretScanner.NOTHING;
  }

  private boolean closesOpenQuote(Window window) {
    int quote = start;
    while (window.at(quote) == '\\') {
      quote++;
    }
    return window.at(quote) == open.innermost() && OpenQuotes.closes(quote - start, open.escapes());
  }

  /**
   * What is quoted, or the line where something follows on it. A quote to which a word is glued
   * opens another value: the one before was not closed.
   */
  private int lineOrQuoted(Window window) {
    int valueStart = start;
    int end = quoted(window);
    if (end == SecretScanner.NOTHING) {
      return line(window);
    }
    int behind = end;
    while (window.at(behind) == '\\' || Window.isQuote(window.at(behind))) {
      behind++;
    }
    int next = skipBlanks(window, behind);
    if (!Window.isLetterOrDigit(window.at(next))) {
      return end;
    }
    int quotedStart = start;
    start = valueStart;
    int lineEnd = line(window);
    if (lineEnd < end && next > behind) {
      start = quotedStart;
      return end;
    }
    return lineEnd;
  }

  private int value(Window window, boolean isLine) {
    int end = quoted(window);
    if (end == SecretScanner.NOTHING) {
      end = brackets(window);
    }
    if (end == SecretScanner.NOTHING) {
      end = isLine && behindMark(window) == start ? line(window) : word(window);
    }
    return end;
  }

  /** A quoted value, with a string's prefix of code. */
  private int quoted(Window window) {
    int prefixed = start;
    while (prefixed < start + MAX_PREFIX && STRING_PREFIX.indexOf(window.at(prefixed)) >= 0) {
      prefixed++;
    }
    int quote = prefixed;
    while (window.at(quote) == '\\') {
      quote++;
    }
    int closing = closing(window.at(quote));
    int escapes = quote - prefixed;
    boolean isEnd = closing == open.innermost() && OpenQuotes.closes(escapes, open.escapes());
    if (closing == Window.END || (prefixed > start && isEnd)) {
      return SecretScanner.NOTHING;
    }
    if (escapes == 0 && isTriple(window, quote, closing)) {
      start = quote + 3;
      int i = start;
      while (window.at(i) != Window.END && !isTriple(window, i, closing)) {
        i++;
      }
      return i;
    }
    start = quote + 1;
    return closingQuote(window, start, closing, escapes);
  }

  /** The quote that closes one, or {@link Window#END} where that is none. */
  private static int closing(int quote) {
    return switch (quote) {
      case '"', '\'', '`' -> quote;
      case '“' -> '”';
      case '„' -> '“';
      case '«' -> '»';
      default -> Window.END;
    };
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
      if (c == quote && OpenQuotes.ends(run, escapes)) {
        boolean isDoubled = escapes == 0 && i > from && window.at(i + 1) == quote; // SQL, CSV
        if (!isDoubled) {
          return i - Math.min(run, escapes);
        }
        i++;
      }
      run = c == '\\' ? run + 1 : 0;
    }
  }

  /** Behind the bracket that closes a list or an object, so that nothing of it stays. */
  private int brackets(Window window) {
    int first = window.at(start);
    boolean isMarked = window.startsWith(start, Redaction.REDACTED);
    if ((first != '[' && first != '{') || isMarked || unclosed == MAX_UNCLOSED) {
      return SecretScanner.NOTHING;
    }
    int depth = 0;
    int run = 0;
    for (int i = start; ; i++) {
      int c = window.at(i);
      if (c == '"' || (c == '\'' && !Window.isLetterOrDigit(window.at(i - 1)))) {
        i = closingQuote(window, i + 1, c, run) + run; // a bracket in a string closes nothing
        c = window.at(i);
      }
      if (c == Window.END) {
        unclosed++;
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
    int valueStart = start;
    int assigned = assigned(window);
    start = assigned == SecretScanner.NOTHING ? behindTag(window) : assigned;
    if (start != valueStart) {
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
    for (int i = behindMark(window); ; i++) {
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

  /** Behind YAML's {@code &anchor} or {@code !!tag}. */
  private int behindTag(Window window) {
    int i = start;
    int c = window.at(i);
    if (c != '&' && c != '!') {
      return start;
    }
    while (c == '&' || c == '!' || c == '_' || c == '-' || Window.isLetterOrDigit(c)) {
      c = window.at(++i);
    }
    return Window.isBlank(c) ? skipBlanks(window, i) : start;
  }

  /** Behind what a value begins with that was redacted before. */
  private int behindMark(Window window) {
    boolean isMarked = window.startsWith(start, Redaction.REDACTED);
    return isMarked ? start + Redaction.REDACTED.length() : start;
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
    return open.innermost() != Window.END;
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
    for (int i = behindMark(window); ; i++) {
      int c = window.at(i);
      if (c == Window.END || c == '\n' || c == '\r') {
        return i;
      }
      if (c == open.innermost() && OpenQuotes.ends(run, open.escapes())) {
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
    int escapes = open.escapes() + 1;
    return (c == 'n' || c == 'r' || c == 't') && run % (2 * escapes) == escapes;
  }
}
