package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.TextLimits;
import io.watchlog.tracer.spi.Redactor;
import java.util.List;

/** What may be sent of a text: the built-in rules, then the user's own. Not thread-safe. */
final class Redaction {
  static final String REDACTED = "[REDACTED]";

  /** Of a blank and the number of a key; a span has fewer keys than that allows. */
  private static final int MAX_NUMBER_CHARS = 12;

  private final SensitiveKeys keys;
  private final SecretScanner scanner;
  private final Redactor redactor;
  private final Counters counters;
  private final Chars redacted = new Chars();
  private final Text text = new Text();
  private int redactedKeys;

  Redaction(List<String> sensitiveFields, Redactor redactorOrNull, Counters counters) {
    this.keys = new SensitiveKeys(sensitiveFields);
    this.scanner = new SecretScanner(keys);
    this.redactor = redactorOrNull;
    this.counters = counters;
  }

  boolean isSensitive(String key) {
    return keys.matches(key);
  }

  boolean hasRedactor() {
    return redactor != null;
  }

  /** The beginning of a text by the built-in rules; valid until the next call. */
  Text builtIn(String value, int keep) {
    return builtIn(value, keep, false);
  }

  /** The same, of a text that may be known to have been cut to its length. */
  Text builtIn(String value, int keep, boolean isCut) {
    scanner.scan(value, keep, kept(value, keep, isCut), text);
    return text;
  }

  /** How much of a text was kept at most: one as long may have been cut. */
  private static int kept(String value, int keep, boolean isCut) {
    int kept = keep + TextLimits.LOOK_AHEAD;
    return isCut ? Math.min(value.length(), kept) : kept;
  }

  /**
   * A key by the built-in rules; valid until the next call. One that held a secret is numbered: two
   * of them stay two.
   */
  Text key(String key) {
    // Its setter may have cut it to this length: what the end leaves undecided is redacted.
    if (!scanner.scan(key, TextLimits.MAX_WORD, TextLimits.MAX_WORD, text)) {
      boolean unused = text.cutTo(TextLimits.MAX_WORD - MAX_NUMBER_CHARS);
      plain(text + " " + ++redactedKeys, TextLimits.MAX_WORD);
    }
    return text;
  }

  /** How many keys of a span's metadata held a secret so far. */
  int redactedKeys() {
    return redactedKeys;
  }

  /** Another span's metadata begins, or is gone on with: so many keys of it held a secret. */
  void redactedKeys(int count) {
    redactedKeys = count;
  }

  /** The beginning of a text by all rules; valid until the next call. */
  Text all(String field, String value, int keep) {
    return all(field, value, keep, false);
  }

  /** The same, of a text that may be known to have been cut to its length. */
  Text all(String field, String value, int keep, boolean isCut) {
    if (redactor == null) {
      return builtIn(value, keep, isCut);
    }
    // The user's may shorten it, or need to see where something ends: it gets all that was kept.
    scanner.scan(value, keep + TextLimits.LOOK_AHEAD, kept(value, keep, isCut), text);
    boolean wasCut = text.isCut();
    String answer = byUser(field, text.toString());
    plain(answer, keep + TextLimits.LOOK_AHEAD);
    boolean goesOn = text.isCut() || (wasCut && !answer.equals(REDACTED));
    text.set(redacted.array(), redacted.length(), seen(), goesOn);
    return text;
  }

  /** What the user's redactor makes of a text. */
  String byUser(String field, String value) {
    try {
      String answer = redactor.redact(field, value);
      if (answer != null) {
        return answer;
      }
    } catch (Throwable e) {
      if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
        throw error;
      }
    } finally {
      // As behind a call of the listener.
      boolean unused = Thread.interrupted();
    }
    counters.increment(Counter.REDACTOR_FAILURES);
    return REDACTED;
  }

  /** The beginning of a text as it is; valid until the next call. */
  Text plain(String value, int keep) {
    redacted.clear();
    redacted.append(value, Math.min(value.length(), keep));
    text.set(redacted.array(), redacted.length(), seen(), value.length() > keep);
    return text;
  }

  private int seen() {
    char[] chars = redacted.array();
    int seen = 0;
    for (int i = 0; i < redacted.length(); i++) {
      seen |= Text.kindOf(chars[i]);
    }
    return seen;
  }
}
