package io.watchlog.tracer.internal.encode;

/** Finds credentials that show themselves by their form. Not thread-safe. */
final class CredentialRule {
  private static final int MIN_SCHEME_CHARS = 8;
  private static final int MAX_WORD_CHARS = 15;
  private static final int MAX_PEM_LABEL = 64;

  private int start;

  /** Where the secret begins that {@link #find} found. */
  int start() {
    return start;
  }

  /**
   * Looks around a character that is typical of one of them.
   *
   * @param from where the part of the text begins that is not settled yet
   * @return where the secret ends, or {@link SecretScanner#NOTHING}
   */
  int find(Window window, int from, int at) {
    return switch (window.chars()[at]) {
      case 'b', 'B' -> scheme(window, from, at);
      case '-' -> dash(window, from, at);
      case '_' -> underscore(window, from, at);
      case 'K' -> accessKey(window, from, at);
      case 'J' -> webToken(window, from, at);
      default -> SecretScanner.NOTHING;
    };
  }

  /** {@code Bearer …} and {@code Basic …}; the scheme's name stays. */
  private int scheme(Window window, int from, int at) {
    int second = window.at(at + 1) | 0x20;
    if (second != 'e' && second != 'a') {
      return SecretScanner.NOTHING;
    }
    boolean isBearer = second == 'e';
    String name = isBearer ? "bearer" : "basic";
    if (!beginsAt(window, from, at) || !window.startsWithAnyCase(at, name)) {
      return SecretScanner.NOTHING;
    }
    int first = at + name.length();
    int i = first;
    while (Window.isBlank(window.at(i))) {
      i++;
    }
    if (i == first) {
      return SecretScanner.NOTHING;
    }
    start = i;
    boolean isWord = true;
    while (isTokenChar(window.at(i))) {
      int c = window.at(i);
      boolean isPlain =
          Window.isLowerCase(c) || (i == start ? Window.isLetterOrDigit(c) : isPunctuation(c));
      isWord &= isPlain && !Window.isDigit(c);
      i++;
    }
    if (reachesCut(window, i)) {
      return i;
    }
    boolean isSecret = i - start >= MIN_SCHEME_CHARS && !(isWord && i - start <= MAX_WORD_CHARS);
    return isSecret ? i : SecretScanner.NOTHING;
  }

  private int dash(Window window, int from, int at) {
    char[] chars = window.chars();
    if (at - 2 >= from && chars[at - 1] == 'k' && chars[at - 2] == 's') {
      return prefixed(window, from, at - 2, at + 1, 6);
    }
    if (at - 4 >= from && chars[at - 4] == 'x' && chars[at - 3] == 'o' && chars[at - 2] == 'x') {
      return prefixed(window, from, at - 4, at + 1, 6);
    }
    boolean isFirst = at == from || chars[at - 1] != '-';
    return isFirst && window.startsWith(at, "-----BEGIN ")
        ? privateKey(window, at)
        : SecretScanner.NOTHING;
  }

  private int underscore(Window window, int from, int at) {
    char[] chars = window.chars();
    if (at - 3 >= from && chars[at - 3] == 'g' && chars[at - 2] == 'h') {
      return prefixed(window, from, at - 3, at + 1, 6);
    }
    int first = at - "github_pat".length();
    return first >= from && chars[at - 1] == 't' && window.startsWith(first, "github_pat")
        ? prefixed(window, from, first, at + 1, 6)
        : SecretScanner.NOTHING;
  }

  /** A prefix and behind it at least so many characters, a digit among them, or twenty. */
  private int prefixed(Window window, int from, int first, int rest, int minChars) {
    if (!beginsAt(window, from, first)) {
      return SecretScanner.NOTHING;
    }
    boolean hasDigit = false;
    int i = rest;
    while (isKeyChar(window.at(i))) {
      hasDigit |= Window.isDigit(window.at(i));
      i++;
    }
    start = first;
    boolean isSecret = i - rest >= minChars && (hasDigit || i - rest >= 20);
    return isSecret || reachesCut(window, i) ? i : SecretScanner.NOTHING;
  }

  /** {@code AKIA} and sixteen capitals and digits. */
  private int accessKey(Window window, int from, int at) {
    int first = at - 1;
    if (first < from || !window.startsWith(first, "AKIA") || !beginsAt(window, from, first)) {
      return SecretScanner.NOTHING;
    }
    int i = first + 4;
    int c = window.at(i);
    while (Window.isDigit(c) || (c >= 'A' && c <= 'Z')) {
      c = window.at(++i);
    }
    start = first;
    return i - first >= 16 || reachesCut(window, i) ? i : SecretScanner.NOTHING;
  }

  /** A JSON web token: at least two parts of base64, the first of which holds an object. */
  private int webToken(Window window, int from, int at) {
    int first = at - 2;
    if (first < from || !window.startsWith(first, "eyJ") || !beginsAt(window, from, first)) {
      return SecretScanner.NOTHING;
    }
    start = first;
    int dots = 0;
    int i = at;
    while (isKeyChar(window.at(i)) || window.at(i) == '.' || window.at(i) == '=') {
      boolean isDot = window.at(i) == '.';
      if (isDot && !isKeyChar(window.at(i + 1))) {
        break;
      }
      dots += isDot ? 1 : 0;
      i++;
    }
    boolean isSecret = dots >= 1 && i - first >= 16;
    return isSecret || reachesCut(window, i) ? i : SecretScanner.NOTHING;
  }

  /** A PEM private key with its lines of dashes; to the end where it is not closed. */
  private int privateKey(Window window, int at) {
    int label = at + "-----BEGIN ".length();
    int i = label;
    while (i - label < MAX_PEM_LABEL && window.at(i) != '-' && window.at(i) != Window.END) {
      i++;
    }
    String suffix = "PRIVATE KEY";
    int name = i - suffix.length();
    if (name < label || !window.startsWith(name, suffix)) {
      return SecretScanner.NOTHING;
    }
    start = at;
    while (window.at(i) != Window.END) {
      if (window.at(i) == '-' && window.startsWith(i, "-----END ")) {
        i += "-----END ".length();
        while (window.at(i) != Window.END && !window.startsWith(i, "-----")) {
          i++;
        }
        return Math.min(i + 5, window.end());
      }
      i++;
    }
    return i;
  }

  private static boolean beginsAt(Window window, int from, int first) {
    return first == from || !Window.isLetterOrDigit(window.chars()[first - 1]);
  }

  /** What the window leaves undecided is redacted. */
  private static boolean reachesCut(Window window, int i) {
    return i == window.end() && window.isCut();
  }

  private static boolean isKeyChar(int c) {
    return Window.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  private static boolean isTokenChar(int c) {
    return isKeyChar(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
  }

  private static boolean isPunctuation(int c) {
    return c == '.' || c == '-' || c == '/';
  }
}
