package io.watchlog.tracer.internal.encode;

import java.util.Arrays;

/**
 * Goes through a text once, eight characters at a time, notes what JSON has to escape in it, and
 * replaces secrets. A clean text is passed on as it was fetched; only characters that are typical
 * of a secret cost more than a look into a table. Not thread-safe.
 */
final class SecretScanner {
  /** What a rule says that found no secret. */
  static final int NOTHING = -1;

  private static final byte SEPARATOR = 8;
  private static final byte CREDENTIAL = 16;
  private static final int TYPICAL = SEPARATOR | CREDENTIAL;
  private static final long TYPICAL_OF_EIGHT = 0x0101_0101_0101_0101L * TYPICAL;

  /** Of every character, so that a look into it needs no comparison. */
  private static final byte[] KINDS = kinds();

  private final Window window = new Window();
  private final Chars cleaned = new Chars();
  private final KeyValueRule keyValues;
  private final CredentialRule credentials = new CredentialRule();

  /** The kinds that were seen, each in any byte. */
  private long seen;

  private int start;

  SecretScanner(SensitiveKeys keys) {
    this.keyValues = new KeyValueRule(keys);
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
    char[] chars = window.chars();
    int end = window.end();
    int stop = Math.min(end, keep);
    int copied = 0;
    boolean clean = true;
    seen = 0;
    int i = passOver(chars, 0, stop);
    while (i < stop) {
      long kinds = kindsOfEight(chars, i);
      int next = i + 8;
      if (next > stop) {
        kinds &= (1L << (8 * (stop - i))) - 1;
      }
      seen |= kinds;
      for (long typical = kinds & TYPICAL_OF_EIGHT; typical != 0; typical &= typical - 1) {
        int at = i + (Long.numberOfTrailingZeros(typical) >>> 3);
        int kind = KINDS[chars[at]];
        int secretEnd = secretEnd(kind, copied, at, clean);
        if (secretEnd != NOTHING) {
          clean = false;
          for (int before = at; before < start; before++) { // quotes and blanks
            seen |= KINDS[chars[before]];
          }
          cleaned.append(chars, copied, start);
          cleaned.append(Redaction.REDACTED);
          copied = secretEnd;
          stop =
              (int) Math.min(end, Math.max(secretEnd, (long) secretEnd + keep - cleaned.length()));
          window.fetch(stop);
          next = secretEnd;
          break;
        }
      }
      i = passOver(chars, next, stop);
    }
    boolean cut = stop < text.length() || (stop == end && window.isCut());
    if (clean) {
      result.set(text, chars, stop, seenKinds(), cut);
    } else {
      cleaned.append(chars, copied, stop);
      result.set(cleaned.array(), cleaned.length(), seenKinds(), cut);
    }
    return clean;
  }

  /**
   * Passes over what is not typical of a secret; returns where there are eight characters with one
   * that is, or fewer than eight.
   */
  private int passOver(char[] chars, int from, int to) {
    byte[] kinds = KINDS;
    int any = 0;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      int ofEight =
          kinds[chars[i]]
              | kinds[chars[i + 1]]
              | kinds[chars[i + 2]]
              | kinds[chars[i + 3]]
              | kinds[chars[i + 4]]
              | kinds[chars[i + 5]]
              | kinds[chars[i + 6]]
              | kinds[chars[i + 7]];
      if ((ofEight & TYPICAL) != 0) {
        break;
      }
      any |= ofEight;
    }
    seen |= any;
    return i;
  }

  /** The kinds of eight characters, each in a byte of its own. */
  private static long kindsOfEight(char[] chars, int at) {
    byte[] kinds = KINDS;
    int low =
        kinds[chars[at]]
            | kinds[chars[at + 1]] << 8
            | kinds[chars[at + 2]] << 16
            | kinds[chars[at + 3]] << 24;
    int high =
        kinds[chars[at + 4]]
            | kinds[chars[at + 5]] << 8
            | kinds[chars[at + 6]] << 16
            | kinds[chars[at + 7]] << 24;
    return (long) high << 32 | low; // no kind has the highest bit of its byte
  }

  private int seenKinds() {
    long half = seen | seen >>> 32;
    half |= half >>> 16;
    return (int) (half | half >>> 8) & 0xFF;
  }

  /** What {@link Text} has to know of a character. */
  static int kindOf(char c) {
    return KINDS[c];
  }

  private int secretEnd(int kind, int from, int at, boolean first) {
    if (first) {
      cleaned.clear();
      keyValues.reset();
    }
    if (kind == SEPARATOR) {
      int end = keyValues.find(window, from, at);
      if (end != NOTHING) {
        start = keyValues.start();
        return end;
      }
    }
    int end = credentials.find(window, from, at);
    start = credentials.start();
    return end;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[Character.MAX_VALUE + 1];
    Arrays.fill(kinds, 0, ' ', Text.ESCAPED);
    Arrays.fill(kinds, 128, kinds.length, Text.NOT_ASCII);
    Arrays.fill(kinds, Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1, Text.SURROGATE);
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
