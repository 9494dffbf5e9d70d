package io.watchlog.tracer.internal.encode;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which keys have values that are redacted: those that are a sensitive field, or whose last words
 * are one, without regard to case, separators and camel case. Not thread-safe.
 */
final class SensitiveKeys {
  /** What may stand between the words of a key, and around it. */
  static final String SEPARATORS = "_-.";

  /** What follows a key: nothing secret, a value, or a whole line. */
  enum Match {
    NONE,
    VALUE,
    LINE
  }

  private static final String[] HARMLESS = {
    "timetofirsttoken",
    "costpertoken",
    "eostoken",
    "bostoken",
    "padtoken",
    "stoptoken",
    "nextpagetoken"
  };
  private static final Set<String> LINES = Set.of("authorization", "cookie");

  private final String[] fields;
  private final Match[] matches;
  private final boolean[] lastLetters = new boolean[128];
  private final Chars scratch = new Chars();

  SensitiveKeys(List<String> sensitiveFields) {
    fields =
        sensitiveFields.stream()
            .map(field -> normalized(field).replaceAll("[^\\p{L}\\p{N}]+$", ""))
            .filter(field -> !field.isEmpty())
            .distinct()
            .toArray(String[]::new);
    matches = new Match[fields.length];
    for (int i = 0; i < fields.length; i++) {
      char last = fields[i].charAt(fields[i].length() - 1);
      if (last < lastLetters.length) {
        lastLetters[last] = true;
        lastLetters[Character.toUpperCase(last)] = true;
      }
      matches[i] = LINES.stream().anyMatch(fields[i]::endsWith) ? Match.LINE : Match.VALUE;
    }
  }

  boolean matches(String key) {
    scratch.clear();
    scratch.append(key);
    return match(scratch.array(), 0, scratch.length()) != Match.NONE;
  }

  /** Whether a sensitive key may end with a character, but for separators. */
  boolean mayEndWith(char c) {
    return c >= lastLetters.length || lastLetters[c];
  }

  Match match(char[] text, int from, int to) {
    int end = to;
    while (end > from && !Character.isLetterOrDigit(text[end - 1])) {
      end--;
    }
    if (end == from || !mayEndWith(text[end - 1])) {
      return Match.NONE;
    }
    for (int i = 0; i < fields.length; i++) {
      if (endsInWords(fields[i], text, from, end)) {
        return isHarmless(text, from, end) ? Match.NONE : matches[i];
      }
    }
    return Match.NONE;
  }

  private static boolean isHarmless(char[] text, int from, int to) {
    for (String key : HARMLESS) {
      if (endsInWords(key, text, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the last words of a key are those of a field. */
  private static boolean endsInWords(String field, char[] text, int from, int to) {
    int first = firstOf(field, text, from, to);
    return first == from || (first > from && startsWord(text, first, to));
  }

  /** Where a field begins that ends the text, without regard to case and separators, or -1. */
  private static int firstOf(String field, char[] text, int from, int to) {
    int at = to;
    int left = field.length();
    while (left > 0) {
      if (at == from) {
        return -1;
      }
      char c = text[--at];
      if (isSeparator(c)) {
        continue;
      }
      if (lower(c) != field.charAt(--left)) {
        return -1;
      }
    }
    return at;
  }

  private static boolean startsWord(char[] text, int at, int to) {
    char before = text[at - 1];
    char first = text[at];
    if (!Character.isLetterOrDigit(before)
        || Character.isDigit(before) != Character.isDigit(first)) {
      return true;
    }
    if (!Character.isUpperCase(first)) {
      return false;
    }
    return !Character.isUpperCase(before)
        || (at + 1 < to && Character.isLowerCase(text[at + 1])); // the T of HTTPToken
  }

  private static String normalized(String key) {
    StringBuilder letters = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (!isSeparator(c)) {
        letters.append(lower(c));
      }
    }
    return letters.toString().strip().toLowerCase(Locale.ROOT);
  }

  private static char lower(char c) {
    return c < 128 ? (char) (c >= 'A' && c <= 'Z' ? c + 32 : c) : Character.toLowerCase(c);
  }

  private static boolean isSeparator(char c) {
    return c == '_' || c == '-' || c == '.';
  }
}
