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
  static final String BETWEEN_KEY_AND_SEPARATOR = "!?|+t \t*]\"'`";

  private static final int MAX_EMPHASIS = 3;

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

  /** Whether that is a credential of several words, which may have more keys in it. */
  boolean isCredential() {
    return values.isCredential();
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
    boolean isColon = chars[separator] == ':';
    int operator = skipBack(chars, from, separator, isColon ? "!?|+" : "?|+"); // ?:, ??=, +=
    int marked = skipBlanksBack(chars, from, operator);
    int bracketed = skipBack(chars, from, marked, "*"); // Markdown's emphasis
    int quoted = behindKey(chars, from, bracketed, bracketed == separator);
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
    Match match = match(chars, from, keyStart, keyEnd);
    if (match == Match.NONE) {
      return SecretScanner.NOTHING;
    }
    boolean isQuoted = keyEnd < quoted;
    if (isQuoted && keyStart > from && Window.isQuote(chars[keyStart - 1])) {
      keyStart = skipBack(chars, from, keyStart - 1, "\\");
    }
    int valueStart = valueStart(window, separator, isQuoted);
    return values.find(window, keyStart, isQuoted, isColon, valueStart, match == Match.LINE);
  }

  /**
   * Before {@code ]} in {@code env["key"]}, {@code env[:key]} and {@code user[key]=}, and before
   * {@code []} and {@code [64]}.
   */
  private static int behindKey(char[] chars, int from, int to, boolean isAtSeparator) {
    if (to - 2 < from || chars[to - 1] != ']') {
      return to;
    }
    int first = to - 1;
    while (first > from && Window.isDigit(chars[first - 1])) {
      first--;
    }
    if (first > from && chars[first - 1] == '[') {
      return first - 1;
    }
    first = to - 1;
    while (first > from && isKeyChar(chars[first - 1])) {
      first--;
    }
    boolean isSymbol = first > from && chars[first - 1] == ':';
    return Window.isQuote(chars[to - 2]) || isSymbol || isAtSeparator ? to - 1 : to;
  }

  /** The match of a key, or of what is left of it behind an escaped letter or an option's. */
  private Match match(char[] chars, int from, int keyStart, int keyEnd) {
    Match match = keys.match(chars, keyStart, keyEnd);
    if (match != Match.NONE) {
      return match;
    }
    if (keyStart > from && chars[keyStart - 1] == '\\' && isEscape(chars[keyStart])) {
      return keys.match(chars, keyStart + 1, keyEnd); // \npassword
    }
    boolean isOption = chars[keyStart] == '-' && keyStart + 2 < keyEnd; // -Dpassword
    return isOption ? keys.match(chars, keyStart + 2, keyEnd) : match;
  }

  /** Whether a letter behind a backslash stands for a control character in JSON and in code. */
  static boolean isEscape(char c) {
    return c == 'n' || c == 'r' || c == 't' || c == 'b' || c == 'f';
  }

  private static int skipBack(char[] chars, int from, int to, String skipped) {
    int i = to;
    while (i > from && skipped.indexOf(chars[i - 1]) >= 0) {
      i--;
    }
    return i;
  }

  /** Also over tabulators as JSON escapes them, any number of times. */
  private static int skipBlanksBack(char[] chars, int from, int to) {
    int i = skipBack(chars, from, to, " \t");
    while (i - 2 >= from && chars[i - 1] == 't' && chars[i - 2] == '\\') {
      i = skipBack(chars, from, i - 1, "\\");
      i = skipBack(chars, from, i, " \t");
    }
    return i;
  }

  private static int valueStart(Window window, int separator, boolean isKeyQuoted) {
    int at = separator + 1;
    int c = window.at(at);
    while (c == ':' || c == '=' || c == '>') { // :=, ==, =>
      c = window.at(++at);
    }
    if (c == '*' || c == '_') {
      at = behindEmphasis(window, at);
    } else if (c == '<' && window.at(at + 1) == '/') { // <b>key:</b> value
      at = behindTag(window, at);
    }
    at = behindBlanks(window, at);
    if (!isKeyQuoted || !isLineEnd(window.at(at))) {
      return at;
    }
    int next = at;
    while (isLineEnd(window.at(next))) {
      next = behindBlanks(window, next + 1);
    }
    // JSON's values; what else follows is code: if key == "token":
    boolean isValue = "\"'[{".indexOf(window.at(next)) >= 0 || Window.isDigit(window.at(next));
    return isValue ? next : at;
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r';
  }

  private static int behindBlanks(Window window, int from) {
    int i = from;
    while (true) {
      int next = Window.isBlank(window.at(i)) ? i + 1 : behindEscapedTab(window, i);
      if (next == i) {
        return i;
      }
      i = next;
    }
  }

  /** Markdown's: {@code **key:** value}. */
  private static int behindEmphasis(Window window, int from) {
    int i = from;
    while (i < from + MAX_EMPHASIS && window.at(i) == window.at(from)) {
      i++;
    }
    return Window.isBlank(window.at(i)) ? i : from;
  }

  private static int behindEscapedTab(Window window, int from) {
    int i = from;
    while (window.at(i) == '\\') {
      i++;
    }
    return i > from && window.at(i) == 't' ? i + 1 : from;
  }

  private static int behindTag(Window window, int from) {
    int i = from + 2;
    while (Window.isLetterOrDigit(window.at(i))) {
      i++;
    }
    return window.at(i) == '>' ? i + 1 : from;
  }

  private static boolean isKeyChar(char c) {
    return Window.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }
}
