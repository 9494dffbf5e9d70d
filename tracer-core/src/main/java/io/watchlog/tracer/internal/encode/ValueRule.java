package io.watchlog.tracer.internal.encode;

/** Finds where a secret value behind its key begins and ends. Not thread-safe. */
final class ValueRule {
  /** What JSON and Python have without quotes, besides numbers. */
  private static final String[] LITERALS = {
    "null", "true", "false", "None", "True", "False", "undefined"
  };

  /** What unclosed brackets and quotes may cost in a text, as so many times its length. */
  private static final int MAX_UNCLOSED = 4;

  private final CredentialRule credentials;
  private final OpenQuotes open = new OpenQuotes();
  private boolean isTyped;
  private boolean isCredential;
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

  /** Whether that is a credential that has blanks in it. */
  boolean isCredential() {
    return isCredential;
  }

  /**
   * Looks at what begins behind a key and its separator.
   *
   * @param keyStart where the key begins, with its quote
   * @param isKeyQuoted whether it has one
   * @param mayHaveType whether a type or a tag may stand before the value
   * @param isLine whether an unquoted value goes to the end of its line
   * @return where the secret ends, or {@link SecretScanner#NOTHING}
   */
  int find(
      Window window,
      int keyStart,
      boolean isKeyQuoted,
      boolean mayHaveType,
      int valueStart,
      boolean isLine) {
    start = valueStart;
    isTyped = mayHaveType;
    isCredential = false;
    open.advance(window.chars(), keyStart);
    if (closesOpenQuote(window, isKeyQuoted ? quoteAt(window, keyStart) : Window.END)) {
      return SecretScanner.NOTHING; // "Enter password:"
    }
    int end = isLine && !isKeyQuoted ? lineOrQuoted(window) : value(window, isLine);
    boolean isDone =
        end - start == Redaction.REDACTED.length() && window.startsWith(start, Redaction.REDACTED);
    return end > start && !isDone ? end : SecretScanner.NOTHING;
  }

  /**
   * Whether the value begins with a quote that closes one. It opens one where a word follows, or
   * where a quote of the key's would have closed it.
   */
  private boolean closesOpenQuote(Window window, int keyQuote) {
    int at = Quotes.behindBackslashes(window, start);
    int quote = window.at(at);
    return quote != keyQuote
        && open.isClosedBy(quote, at - start)
        && !Window.isLetterOrDigit(window.at(at + 1));
  }

  private static int quoteAt(Window window, int from) {
    return window.at(Quotes.behindBackslashes(window, from));
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
    int more = another(window, next);
    while (more != SecretScanner.NOTHING) {
      end = more;
      behind = more + 1;
      next = skipBlanks(window, behind);
      more = another(window, next);
    }
    boolean goesOn = isTyped && window.at(next) == ';'; // a header's, behind a colon
    if (!Window.isLetterOrDigit(window.at(next)) && !goesOn) {
      return end;
    }
    int quotedStart = start;
    start = valueStart;
    int lineEnd = line(window);
    if (lineEnd < end && (goesOn || next > behind)) {
      start = quotedStart;
      return end;
    }
    return lineEnd;
  }

  /** Where another value of the same header closes: {@code Cookie:"a", "b", Host:"c"}. */
  private int another(Window window, int comma) {
    int at = skipBlanks(window, comma + 1);
    int closing = Quotes.closing(window.at(at));
    if (window.at(comma) != ',' || closing == Window.END || unclosed == MAX_UNCLOSED) {
      return SecretScanner.NOTHING;
    }
    int end = Quotes.closingQuote(window, at + 1, closing, 0);
    if (window.at(end) == Window.END) {
      unclosed++;
      return SecretScanner.NOTHING;
    }
    int behind = window.at(skipBlanks(window, end + 1));
    boolean isKey = behind == ':' || behind == '=';
    boolean isGlued = Window.isLetterOrDigit(window.at(end + 1)); // it opens one
    return isKey || isGlued ? SecretScanner.NOTHING : end;
  }

  private int value(Window window, boolean isLine) {
    int end = quoted(window);
    if (end == SecretScanner.NOTHING) {
      end = brackets(window);
    }
    if (end == SecretScanner.NOTHING) {
      boolean goesOn = isLine && behindMark(window) == start && !isLiteral(window);
      end = goesOn ? line(window) : word(window);
    }
    return end;
  }

  /** Whether the value is none of a header's but one of JSON's, in something that goes on. */
  private boolean isLiteral(Window window) {
    int end = start;
    boolean isNumber = true;
    while (Window.isLetterOrDigit(window.at(end))) {
      isNumber &= Window.isDigit(window.at(end));
      end++;
    }
    int behind = window.at(skipBlanks(window, end));
    if (end == start || (behind != ',' && behind != '}' && behind != ']')) {
      return false;
    }
    boolean isKnown = isNumber;
    for (String literal : LITERALS) {
      isKnown |= literal.length() == end - start && window.startsWith(start, literal);
    }
    return isKnown;
  }

  /** A quoted value, with a string's prefix of code. */
  private int quoted(Window window) {
    int prefixed = start;
    while (prefixed < start + Quotes.MAX_PREFIX && Quotes.isPrefix(window.at(prefixed))) {
      prefixed++;
    }
    int quote = Quotes.behindBackslashes(window, prefixed);
    int closing = Quotes.closing(window.at(quote));
    int escapes = quote - prefixed;
    boolean isEnd = closing == open.innermost() && Quotes.closes(escapes, open.escapes());
    if (closing == Window.END || (prefixed > start && isEnd)) {
      return SecretScanner.NOTHING;
    }
    if (Quotes.isTriple(window, quote, closing, escapes)) {
      start = quote + 3 + 2 * escapes;
      int i = start + escapes;
      while (window.at(i) != Window.END && !Quotes.isTriple(window, i, closing, escapes)) {
        i++;
      }
      return window.at(i) == Window.END ? i : i - escapes;
    }
    start = quote + 1;
    return Quotes.closingQuote(window, start, closing, escapes);
  }

  /** Behind the bracket that closes a list or an object, so that nothing of it stays. */
  private int brackets(Window window) {
    int first = window.at(start);
    boolean isMarked = window.startsWith(start, Redaction.REDACTED);
    boolean isGoType =
        first == '[' && window.at(start + 1) == ']' && Window.isLetterOrDigit(window.at(start + 2));
    if ((first != '[' && first != '{') || isMarked || isGoType || unclosed == MAX_UNCLOSED) {
      return SecretScanner.NOTHING;
    }
    int depth = 0;
    int run = 0;
    for (int i = start; ; i++) {
      int c = window.at(i);
      if (c == '"' || (c == '\'' && !Window.isLetterOrDigit(window.at(i - 1)))) {
        // A bracket in a string closes nothing.
        i = Quotes.closingQuote(window, i + 1, c, run) + run;
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
    int assigned = isTyped ? assigned(window) : SecretScanner.NOTHING;
    boolean isHidden = false;
    if (assigned != SecretScanner.NOTHING) {
      start = assigned;
    } else if (isTyped) {
      start = behindTag(window);
      isHidden = !isPlainTag(window, valueStart);
    }
    int end = start == valueStart ? SecretScanner.NOTHING : quoted(window);
    if (end == SecretScanner.NOTHING) {
      end = credentials.endOfSeveralWords(window, start);
      isCredential = end != SecretScanner.NOTHING;
    }
    if (end == SecretScanner.NOTHING) {
      end = endOfWord(window);
    }
    start = isHidden ? valueStart : start;
    return end;
  }

  private int endOfWord(Window window) {
    int first = window.startsWith(start, "[]") ? start + 2 : behindMark(window); // Go's []byte("…")
    boolean isCall = false;
    int run = 0;
    for (int i = first; ; i++) {
      int c = window.at(i);
      if (isEscapedBlank(window, i, run)) {
        return i - run;
      }
      isCall |= c == '(';
      if (isCall && Window.isQuote(c) && isBeforeArgument(window.at(i - run - 1))) {
        return Quotes.closingQuote(window, i + 1, c, run);
      }
      if (endsWord(c)) {
        return Window.isQuote(c) ? i - run : i;
      }
      run = c == '\\' ? run + 1 : 0;
    }
  }

  /** Before the quote in {@code Secret("…")} and {@code Field(default="…")}. */
  private static boolean isBeforeArgument(int c) {
    return c == '(' || c == '=';
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

  /** Whether one begins here, and not a password that looks like it. */
  private static boolean isPlainTag(Window window, int at) {
    boolean isAnchor = window.at(at) == '&';
    int i = isAnchor ? at + 1 : at + 2;
    while (Window.isLowerCase(window.at(i))) {
      i++;
    }
    return (isAnchor || window.startsWith(at, "!!")) && Window.isBlank(window.at(i));
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
      if (c == open.innermost() && Quotes.ends(run, open.escapes())) {
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
