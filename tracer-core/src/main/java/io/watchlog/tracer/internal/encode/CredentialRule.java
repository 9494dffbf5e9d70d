package io.watchlog.tracer.internal.encode;

import java.util.List;
import java.util.stream.Stream;

/** Finds credentials that show themselves by their form. Not thread-safe. */
final class CredentialRule {
  private static final int MIN_SCHEME_CHARS = 8;
  private static final int MAX_WORD_CHARS = 24;
  private static final int MAX_PEM_LABEL = 64;
  private static final char ESCAPE = 27;
  private static final String PEM_DASHES = "-----";
  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";

  /** What ends in two characters at the second of which {@link #find} has to look. */
  static final List<String> PREFIXES =
      Stream.of(
              Stream.of(KeyPrefixes.DASHED),
              Stream.of(KeyPrefixes.UNDERSCORED),
              Stream.of("--", "//", "AK", "eyJ"))
          .flatMap(prefixes -> prefixes)
          .toList();

  private int start;
  private int keyCharsEnd;
  private int noTokenBefore;
  private int pemCharsEnd;
  private int pemEnd;

  /** To be called before each text. */
  void reset() {
    keyCharsEnd = 0;
    noTokenBefore = 0;
    pemCharsEnd = 0;
    pemEnd = 0;
  }

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
      case '_' -> prefixed(window, from, at, KeyPrefixes.UNDERSCORED);
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
    return window.startsWith(at, PEM_BEGIN) ? privateKey(window, at) : scheme(window, at, at);
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
    int end = schemeEnd(window, isBearer);
    boolean isWebToken = end != SecretScanner.NOTHING && window.startsWith(start, "eyJ");
    return isWebToken ? Math.max(end, webToken(window, start, start + 2)) : end;
  }

  /** Where what follows a scheme's name ends, unless it is a word or a parameter. */
  private int schemeEnd(Window window, boolean isBearer) {
    int humps = 0;
    int word = start;
    boolean isWord = true;
    boolean isName = true;
    int i = start;
    for (int c = window.at(i); isBearer ? isTokenChar(c) : isBase64Char(c); c = window.at(++i)) {
      boolean isCapital = !Window.isLowerCase(c) && Window.isLowerCase(c | 0x20);
      humps += isCapital && i > start && Window.isLowerCase(window.at(i - 1)) ? 1 : 0;
      if (c == '/' && isOrdinary(humps, i - word)) {
        humps = 0;
        word = i + 1;
      }
      isName &= Window.isLowerCase(c) || c == '_' || c == '=';
      isWord &= Window.isLowerCase(c | 0x20) || (i > start && isPunctuation(c));
    }
    isWord &= isOrdinary(humps, i - word);
    int padding = i;
    while (i > start && window.at(i) == '=') {
      i++;
    }
    isWord &= i == padding || Window.isLetterOrDigit(window.at(i)); // basic validation=true
    boolean isBeforeString =
        Window.isQuote(window.at(i)) && Window.isLetterOrDigit(window.at(i + 1));
    if (isName && window.at(i - 1) == '=' && isBeforeString) {
      return SecretScanner.NOTHING; // Bearer realm="…"
    }
    boolean isSecret = i - start >= MIN_SCHEME_CHARS && !isWord;
    return isSecret || reachesCut(window, i) ? i : SecretScanner.NOTHING;
  }

  /** As JavaScript is, and its parts are in JavaScript/TypeScript. */
  private static boolean isOrdinary(int humps, int length) {
    return humps <= 1 && length <= MAX_WORD_CHARS;
  }

  private int dash(Window window, int from, int at) {
    int first = at - 4;
    return first >= from && window.at(at + 1) == 'B' && window.startsWith(first, PEM_BEGIN)
        ? privateKey(window, first)
        : prefixed(window, from, at, KeyPrefixes.DASHED);
  }

  private int prefixed(Window window, int from, int at, String[] prefixes) {
    for (String prefix : prefixes) {
      int first = at + 1 - prefix.length();
      if (first >= from && window.startsWith(first, prefix)) {
        return beginsAt(window, from, first) ? key(window, prefix, first) : SecretScanner.NOTHING;
      }
    }
    return SecretScanner.NOTHING;
  }

  private int key(Window window, String prefix, int first) {
    int rest = first + prefix.length();
    int i = Math.max(rest, keyCharsEnd); // looked at once only
    while (isKeyChar(window.at(i))) {
      i++;
    }
    keyCharsEnd = i;
    start = first;
    boolean isSecret = reachesCut(window, i) || KeyPrefixes.isKey(window, prefix, rest, i);
    return isSecret ? i : SecretScanner.NOTHING;
  }

  /** {@code AKIA} and at least twelve capitals and digits; Amazon's have sixteen. */
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
    boolean mayBegin =
        first >= Math.max(from, noTokenBefore)
            && window.startsWith(first, "eyJ")
            && beginsAt(window, from, first);
    if (!mayBegin) {
      return SecretScanner.NOTHING;
    }
    start = first;
    int dots = 0;
    int i = at;
    for (int c = window.at(i); isKeyChar(c) || c == '.' || c == '='; c = window.at(++i)) {
      int behind = c == '.' ? window.at(i + 1) : 'x';
      if (!isKeyChar(behind) && behind != '.' && !reachesCut(window, i + 1)) {
        break; // the end of a sentence
      }
      dots += c == '.' ? 1 : 0;
    }
    boolean isSecret = dots >= 1 && i - first >= 16;
    if (!isSecret && !reachesCut(window, i)) {
      noTokenBefore = i; // nor is there one that begins in it; looked at once only
      return SecretScanner.NOTHING;
    }
    return i;
  }

  /** A PEM private key with its lines of dashes; where it is not closed, what can be of it. */
  private int privateKey(Window window, int at) {
    int label = at + PEM_BEGIN.length();
    int i = label;
    boolean isPrivate = false;
    while (i - label < MAX_PEM_LABEL && isLabelChar(window.at(i))) {
      isPrivate |= window.startsWith(i, "PRIVATE KEY"); // in PGP's, BLOCK follows
      i++;
    }
    if (!isPrivate) {
      return SecretScanner.NOTHING;
    }
    start = at;
    int end = pemEnd(window, i);
    if (end != SecretScanner.NOTHING) {
      return end;
    }
    i = Math.max(i, pemCharsEnd); // looked at once only
    while (isPemChar(window.at(i))) {
      i++;
    }
    pemCharsEnd = i;
    return i;
  }

  private int pemEnd(Window window, int from) {
    if (pemEnd < from) { // looked for once only
      pemEnd = from;
      while (window.at(pemEnd) != Window.END && behindPemEnd(window) == SecretScanner.NOTHING) {
        pemEnd++;
      }
    }
    boolean isUndecided = pemEnd == window.end() && window.isCut();
    return isUndecided ? pemEnd : behindPemEnd(window);
  }

  private int behindPemEnd(Window window) {
    if (!window.startsWith(pemEnd, PEM_END)) {
      return SecretScanner.NOTHING;
    }
    int i = pemEnd + PEM_END.length();
    while (isLabelChar(window.at(i))) {
      i++;
    }
    return window.startsWith(i, PEM_DASHES) ? i + PEM_DASHES.length() : SecretScanner.NOTHING;
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
    if (end != SecretScanner.NOTHING && window.startsWith(end, "@sha256:")) {
      return SecretScanner.NOTHING; // an image's digest
    }
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
    char[] chars = window.chars();
    return first == from
        || !Window.isLetterOrDigit(chars[first - 1])
        || (first - 2 >= from
            && chars[first - 2] == '\\'
            && KeyValueRule.isEscape(chars[first - 1]))
        || (first - 3 >= from && chars[first - 3] == '%') // %20sk-…
        || (first - 6 >= from && chars[first - 6] == '\\' && chars[first - 5] == 'u') // = in JSON
        || isBehindColor(chars, from, first);
  }

  /** Behind a terminal's escape sequence that ends in {@code m}. */
  private static boolean isBehindColor(char[] chars, int from, int first) {
    int i = first - 1;
    if (chars[i] != 'm') {
      return false;
    }
    while (i > from && (Window.isDigit(chars[i - 1]) || chars[i - 1] == ';')) {
      i--;
    }
    return i - 2 >= from && chars[i - 1] == '[' && chars[i - 2] == ESCAPE;
  }

  /** What the window leaves undecided is redacted. */
  private static boolean reachesCut(Window window, int i) {
    return i == window.end() && window.isCut();
  }

  private static boolean isKeyChar(int c) {
    return Window.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  private static boolean isBase64Char(int c) {
    return Window.isLetterOrDigit(c) || c == '+' || c == '/';
  }

  private static boolean isTokenChar(int c) {
    return isKeyChar(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
  }

  /** Of base64, of headers within the armour, and of line ends as JSON and code escape them. */
  private static boolean isPemChar(int c) {
    return isTokenChar(c)
        || c == ' '
        || c == '\t'
        || c == '\n'
        || c == '\r'
        || c == '\\'
        || c == ':'
        || c == ','
        || c == '>' // in mail and logs
        || c == '|';
  }

  private static boolean isLabelChar(int c) {
    return c == ' ' || Window.isDigit(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isPunctuation(int c) {
    return c == '.' || c == '-' || c == '/';
  }
}
