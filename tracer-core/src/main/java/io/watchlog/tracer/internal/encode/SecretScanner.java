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
  private final SecretRules rules;
  private int seen;

  SecretScanner(SensitiveKeys keys) {
    this.suspects = new Suspects(keys);
    this.rules = new SecretRules(keys);
  }

  /**
   * Yields the first characters of a text without its secrets.
   *
   * @param keep how many characters will be used; a few more may be yielded
   * @param kept how much of a text was kept by the setter at most: one as long may have been cut
   * @param result set to characters that are valid until the next call
   * @return whether there was no secret in them
   */
  boolean scan(String text, int keep, int kept, Text result) {
    window.open(text, keep, kept);
    char[] chars = window.chars();
    int stop = Math.min(window.end(), keep);
    int suspect = Suspects.NONE;
    int to = 0;
    seen = 0;
    while (to < stop && suspect == Suspects.NONE) {
      int from = to;
      to = Math.min(stop, from + Suspects.MAX_PART);
      seen |= suspects.look(chars, from, to);
      suspect = suspects.next(from);
    }
    // Two methods, so that the loop of a clean text is compiled with little around it.
    return suspect == Suspects.NONE
        ? passOn(text, stop, result)
        : redact(text, keep, to, suspect, result);
  }

  private boolean passOn(String text, int stop, Text result) {
    result.set(text, window.chars(), stop, seen, isCut(text, stop));
    return true;
  }

  /** Goes on at the first suspect of a text that was looked at up to a place. */
  private boolean redact(String text, int keep, int lookedAtTo, int firstSuspect, Text result) {
    rules.reset();
    char[] chars = window.chars();
    int end = window.end();
    int stop = Math.min(end, keep);
    int copied = 0;
    int to = lookedAtTo;
    int at = firstSuspect;
    while (true) {
      for (; at != Suspects.NONE; at = suspects.next(copied)) {
        int secretEnd = rules.find(window, copied, at);
        if (secretEnd != NOTHING) {
          int start = rules.start();
          if (copied == 0) {
            cleaned.clear();
          }
          for (int i = Math.max(copied, to); i < start; i++) {
            seen |= Text.kindOf(chars[i]); // the value may begin behind what was looked at
          }
          cleaned.append(chars, copied, start);
          cleaned.append(Redaction.REDACTED);
          copied = secretEnd;
          stop =
              (int) Math.min(end, Math.max(secretEnd, (long) secretEnd + keep - cleaned.length()));
          window.fetch(stop);
        }
      }
      int from = Math.max(to, copied);
      if (from >= stop) {
        break;
      }
      to = Math.min(stop, from + Suspects.MAX_PART);
      seen |= suspects.look(chars, from, to);
      at = suspects.next(from);
    }
    if (copied == 0) {
      return passOn(text, stop, result);
    }
    cleaned.append(chars, copied, stop);
    result.set(cleaned.array(), cleaned.length(), seen, isCut(text, stop));
    return false;
  }

  private boolean isCut(String text, int stop) {
    return stop < text.length() || (stop == window.end() && window.isCut());
  }
}
