package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.internal.encode.SensitiveKeys.Match;

/**
 * Finds the value behind a sensitive key, {@code :} or {@code =} in a text. Not thread-safe.
 *
 * <pre>
 *   "api_key" : "abc"      password=abc&amp;x      Authorization: Basic abc⏎      {\"token\":\"abc\"}
 *    key         value     key      value    key            value           key        value
 *
 *   env["API_KEY"] = "abc"      password: str = f"abc"      **Password:** abc      token ??= 'abc'
 * </pre>
 */
final class KeyValueRule {
  /** What may stand directly before the separator that is not of the key. */
  static final String BETWEEN_KEY_AND_SEPARATOR = "?|+ \t*]\"'`";

  private final SensitiveKeys keys;
  private final ValueRule values;

  KeyValueRule(SensitiveKeys keys, CredentialRule credentials) {
    this.keys = keys;
    this.values = new ValueRule(credentials);
  }

  /** To be called before each text. */
  void reset() {
    values.reset();
  }

  /** Where the secret begins that {@link #find} found. */
  int start() {
    return values.start();
  }

  /**
   * Looks at the key before and the value behind a separator.
   *
   * @param from where the part of the text begins that is not settled yet
   * @param separator where {@code :} or {@code =} stands
   * @return where the secret ends, or {@link SecretScanner#NOTHING}
   */
  int find(Window window, int from, int separator) {
    char[] chars = window.chars();
    int operator = skipBack(chars, from, separator, "?|+"); // ?:, ??=, ||=, +=
    int marked = skipBack(chars, from, operator, " \t");
    int quoted = skipBack(chars, from, marked, "*"); // Markdown's emphasis
    if (quoted - 2 >= from && chars[quoted - 1] == ']' && Window.isQuote(chars[quoted - 2])) {
      quoted--;
    }
    int keyEnd = quoted;
    if (keyEnd > from && Window.isQuote(chars[keyEnd - 1])) {
      keyEnd = skipBack(chars, from, keyEnd - 1, "\\");
    }
    int keyStart = keyEnd;
    while (keyStart > from && isKeyChar(chars[keyStart - 1])) {
      keyStart--;
    }
    if (keyStart == keyEnd) {
      return SecretScanner.NOTHING;
    }
    Match match = keys.match(chars, keyStart, keyEnd);
    if (match == Match.NONE) {
      return SecretScanner.NOTHING;
    }
    boolean isEmphasised = keyStart > from && chars[keyStart - 1] == '*';
    int valueStart = valueStart(window, separator, keyEnd < quoted, isEmphasised);
    return values.find(window, keyStart, valueStart, match == Match.LINE);
  }

  private static int skipBack(char[] chars, int from, int to, String skipped) {
    int i = to;
    while (i > from && skipped.indexOf(chars[i - 1]) >= 0) {
      i--;
    }
    return i;
  }

  private static int valueStart(
      Window window, int separator, boolean mayBeOnNextLine, boolean isEmphasised) {
    int at = separator + 1;
    int c = window.at(at);
    while (c == ':' || c == '=' || c == '>') { // :=, ==, =>
      c = window.at(++at);
    }
    while (isEmphasised && c == '*') {
      c = window.at(++at);
    }
    while (Window.isBlank(c) || (mayBeOnNextLine && (c == '\n' || c == '\r'))) {
      c = window.at(++at);
    }
    return at;
  }

  private static boolean isKeyChar(char c) {
    return Window.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }
}
