package io.watchlog.tracer.internal.encode;

/**
 * Goes through a text once, notes what JSON has to escape in it, and replaces secrets. A clean text
 * is passed on as it was fetched; only characters that are typical of a secret cost more than a
 * look into a table. Not thread-safe.
 */
final class SecretScanner {
  /** What a rule says that found no secret. */
  static final int NOTHING = -1;

  private static final byte SEPARATOR = 8;
  private static final byte CREDENTIAL = 16;
  private static final byte[] KINDS = kinds();

  private final Window window = new Window();
  private final Chars cleaned = new Chars();
  private final KeyValueRule keyValues;
  private final CredentialRule credentials = new CredentialRule();

  SecretScanner(SensitiveKeys keys) {
    this.keyValues = new KeyValueRule(keys);
  }

  /**
   * Yields the first characters of a text without its secrets.
   *
   * @param keep how many characters will be used; a few more may be yielded
   * @param lookAhead how far behind these the text was kept by the setter
   * @param result set to characters that are valid until the next call
   */
  void scan(String text, int keep, int lookAhead, Text result) {
    window.open(text, keep, lookAhead);
    char[] chars = window.chars();
    int end = window.end();
    int stop = Math.min(end, keep);
    int copied = 0;
    int seen = 0;
    boolean clean = true;
    int i = 0;
    while (i < stop) {
      int kind = kindOf(chars[i]);
      if (kind != 0) {
        seen |= kind;
        if (kind >= SEPARATOR) {
          int secretEnd = secretEnd(kind, copied, i, clean);
          if (secretEnd != NOTHING) {
            clean = false;
            int secretStart = start(kind);
            while (++i < secretStart) { // quotes and blanks before it
              seen |= kindOf(chars[i]);
            }
            cleaned.append(chars, copied, secretStart);
            cleaned.append(Redaction.REDACTED);
            copied = secretEnd;
            stop =
                (int)
                    Math.min(end, Math.max(secretEnd, (long) secretEnd + keep - cleaned.length()));
            window.fetch(stop);
            i = secretEnd;
            continue;
          }
        }
      }
      i++;
    }
    boolean cut = stop < text.length() || (stop == end && window.isCut());
    if (clean) {
      result.set(chars, stop, seen, cut);
    } else {
      cleaned.append(chars, copied, stop);
      result.set(cleaned.array(), cleaned.length(), seen, cut);
    }
  }

  /** What {@link Text} has to know of a character. */
  static int kindOf(char c) {
    if (c < KINDS.length) {
      return KINDS[c];
    }
    return Character.isSurrogate(c) ? Text.SURROGATE : Text.NOT_ASCII;
  }

  private int secretEnd(int kind, int from, int at, boolean first) {
    if (first) {
      cleaned.clear();
      keyValues.reset();
    }
    return kind == SEPARATOR
        ? keyValues.find(window, from, at)
        : credentials.find(window, from, at);
  }

  private int start(int kind) {
    return kind == SEPARATOR ? keyValues.start() : credentials.start();
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    for (int c = 0; c < ' '; c++) {
      kinds[c] = Text.ESCAPED;
    }
    kinds['"'] = Text.ESCAPED;
    kinds['\\'] = Text.ESCAPED;
    kinds[':'] = SEPARATOR;
    kinds['='] = SEPARATOR;
    for (char c : "bB-_KJ".toCharArray()) {
      kinds[c] = CREDENTIAL;
    }
    return kinds;
  }
}
