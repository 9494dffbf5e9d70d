package io.watchlog.tracer.internal.encode;

/**
 * Goes through a text once, notes what JSON has to escape in it, and replaces secrets. A clean text
 * is passed on as it was fetched. Not thread-safe.
 */
final class SecretScanner {
  /** What a rule says that found no secret. */
  static final int NOTHING = -1;

  private final Window window = new Window();
  private final Chars cleaned = new Chars();
  private final Suspects suspects;
  private final KeyValueRule keyValues;
  private final CredentialRule credentials = new CredentialRule();
  private int start;

  SecretScanner(SensitiveKeys keys) {
    this.suspects = new Suspects(keys);
    this.keyValues = new KeyValueRule(keys, credentials);
  }

  /**
   * Yields the first characters of a text without its secrets.
   *
   * @param keep how many characters will be used; a few more may be yielded
   * @param lookAhead how far behind these the text was kept by the setter
   * @param result set to characters that are valid until the next call
   * @return whether there was no secret in them
   */
  boolean scan(String text, int keep, int lookAhead, Text result) {
    window.open(text, keep, lookAhead);
    keyValues.reset();
    credentials.reset();
    char[] chars = window.chars();
    int end = window.end();
    int stop = Math.min(end, keep);
    int copied = 0;
    int seen = 0;
    int from = 0;
    while (from < stop) {
      int to = Math.min(stop, from + Suspects.MAX_PART);
      seen |= suspects.look(chars, from, to);
      for (int at = suspects.next(from); at != Suspects.NONE; at = suspects.next(copied)) {
        int secretEnd = secretEnd(copied, at);
        if (secretEnd != NOTHING) {
          if (copied == 0) {
            cleaned.clear();
          }
          cleaned.append(chars, copied, start);
          cleaned.append(Redaction.REDACTED);
          copied = secretEnd;
          stop =
              (int) Math.min(end, Math.max(secretEnd, (long) secretEnd + keep - cleaned.length()));
          window.fetch(stop);
        }
      }
      from = Math.max(to, copied);
    }
    boolean isCut = stop < text.length() || (stop == end && window.isCut());
    if (copied == 0) {
      result.set(text, chars, stop, seen, isCut);
    } else {
      cleaned.append(chars, copied, stop);
      result.set(cleaned.array(), cleaned.length(), seen, isCut);
    }
    return copied == 0;
  }

  private int secretEnd(int from, int at) {
    char c = window.chars()[at];
    if (c == ':' || c == '=') {
      int end = keyValues.find(window, from, at);
      start = keyValues.start();
      return end;
    }
    int end = credentials.find(window, from, at);
    start = credentials.start();
    return end;
  }
}
