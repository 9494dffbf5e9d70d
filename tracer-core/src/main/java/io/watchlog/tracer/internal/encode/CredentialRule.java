package io.watchlog.tracer.internal.encode;

import java.util.List;
import java.util.stream.Stream;

/** Finds credentials that show themselves by their form. Not thread-safe. */
final class CredentialRule {
  private static final int MIN_SCHEME_CHARS = 8;
  private static final int MAX_WORD_CHARS = 24;
  private static final int MAX_PEM_LABEL = 64;
  private static final int MIN_KEY_CHARS = 6;
  private static final int MIN_LETTERS = 20;

  /** OpenAI and many others; Slack; GitLab. */
  private static final String[] DASHED = {"sk-", "xoxb-", "xoxp-", "xoxa-", "xoxs-", "glpat-"};

  /** GitHub; Hugging Face; Groq; npm; Stripe. */
  private static final String[] UNDERSCORED = {
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "ghr_",
    "github_pat_",
    "hf_",
    "gsk_",
    "npm_",
    "sk_live_",
    "sk_test_",
    "rk_live_"
  };

  /** What ends in two characters at the second of which {@link #find} has to look. */
  static final List<String> PREFIXES =
      Stream.of(Stream.of(DASHED), Stream.of(UNDERSCORED), Stream.of("--", "//", "AK", "eyJ"))
          .flatMap(prefixes -> prefixes)
          .toList();

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
      case '_' -> prefixed(window, from, at, UNDERSCORED);
      case '/' -> userInfo(window, from, at);
      case 'K' -> accessKey(window, from, at);
      case 'J' -> webToken(window, from, at);
      default -> SecretScanner.NOTHING;
    };
  }

  /**
   * Where a credential ends that begins here and has blanks in it, or {@link
   * SecretScanner#NOTHING}.
   */
  int endOfSeveralWords(Window window, int at) {
    return window.startsWith(at, "-----BEGIN ") ? privateKey(window, at) : scheme(window, at, at);
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
    int humps = 0;
    boolean isWord = true;
    for (int c = window.at(i); isTokenChar(c); c = window.at(++i)) {
      boolean isCapital = !Window.isLowerCase(c) && Window.isLowerCase(c | 0x20);
      humps += isCapital && i > start && Window.isLowerCase(window.at(i - 1)) ? 1 : 0;
      isWord &= Window.isLowerCase(c | 0x20) || (i > start && isPunctuation(c));
    }
    isWord &= humps <= 1; // JavaScript
    if (reachesCut(window, i)) {
      return i;
    }
    boolean isSecret = i - start >= MIN_SCHEME_CHARS && !(isWord && i - start <= MAX_WORD_CHARS);
    return isSecret ? i : SecretScanner.NOTHING;
  }

  private int dash(Window window, int from, int at) {
    int first = at - 1;
    boolean isSecond =
        first >= from && window.at(first) == '-' && (first == from || window.at(first - 1) != '-');
    return isSecond && window.startsWith(first, "-----BEGIN ")
        ? privateKey(window, first)
        : prefixed(window, from, at, DASHED);
  }

  private int prefixed(Window window, int from, int at, String[] prefixes) {
    for (String prefix : prefixes) {
      int first = at + 1 - prefix.length();
      if (first >= from && window.startsWith(first, prefix)) {
        return beginsAt(window, from, first) ? key(window, first, at + 1) : SecretScanner.NOTHING;
      }
    }
    return SecretScanner.NOTHING;
  }

  /** Behind a prefix at least six characters, a digit among them, or twenty. */
  private int key(Window window, int first, int rest) {
    boolean hasDigit = false;
    int i = rest;
    while (isKeyChar(window.at(i))) {
      hasDigit |= Window.isDigit(window.at(i));
      i++;
    }
    start = first;
    int length = i - rest;
    boolean isSecret = length >= MIN_KEY_CHARS && (hasDigit || length >= MIN_LETTERS);
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
    if (!new String(window.chars(), label, i - label).contains("PRIVATE KEY")) { // PGP: … BLOCK
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

  /** The password of {@code scheme://user:password@host}. */
  private int userInfo(Window window, int from, int at) {
    if (at - 2 < from || !window.startsWith(at - 2, "://")) {
      return SecretScanner.NOTHING;
    }
    int colon = SecretScanner.NOTHING;
    int end = SecretScanner.NOTHING;
    int i = at + 1;
    for (int c = window.at(i); !endsAuthority(c); c = window.at(++i)) {
      if (c == ':' && colon == SecretScanner.NOTHING) {
        colon = i;
      } else if (c == '@') {
        end = i;
      }
    }
    if (colon == SecretScanner.NOTHING) {
      return SecretScanner.NOTHING;
    }
    start = colon + 1;
    return end > start ? end : reachesCut(window, i) ? i : SecretScanner.NOTHING;
  }

  private static boolean endsAuthority(int c) {
    return c <= ' '
        || c == '/'
        || c == '?'
        || c == '#'
        || c == '<'
        || c == '>'
        || c == '\\'
        || Window.isQuote(c);
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
