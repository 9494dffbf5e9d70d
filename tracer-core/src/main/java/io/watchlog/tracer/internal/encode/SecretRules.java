package io.watchlog.tracer.internal.encode;

/**
 * The rules together, as what one of them takes may have in it what another one looks for. Not
 * thread-safe.
 *
 * <pre>
 *   Basic oauth2token=abc      https://ghp_abc:x@host      token=Bearer db_password:abc
 * </pre>
 */
final class SecretRules {
  private final KeyValueRule keyValues;
  private final CredentialRule credentials = new CredentialRule();
  private int start;

  /** Where the next key may begin: what looks like a credential may be one too. */
  private int keysFrom;

  SecretRules(SensitiveKeys keys) {
    keyValues = new KeyValueRule(keys, credentials);
  }

  /** To be called before each text. */
  void reset() {
    keyValues.reset();
    credentials.reset();
    keysFrom = 0;
  }

  /** Where the secret begins that {@link #find} found. */
  int start() {
    return start;
  }

  /**
   * Looks around a character that is typical of a secret.
   *
   * @param from where the part of the text begins that is not settled yet
   * @return where the secret ends, or {@link SecretScanner#NOTHING}
   */
  int find(Window window, int from, int at) {
    return isSeparator(window.at(at)) ? value(window, at) : credential(window, from, at);
  }

  private int value(Window window, int separator) {
    int end = keyValues.find(window, keysFrom, separator);
    if (end == SecretScanner.NOTHING) {
      return SecretScanner.NOTHING;
    }
    start = keyValues.start();
    keysFrom = keyValues.isCredential() ? start : end;
    return keyValues.isCredential() ? behindValues(window, end) : end;
  }

  private int credential(Window window, int from, int at) {
    int end = credentials.find(window, from, at);
    if (end == SecretScanner.NOTHING) {
      return SecretScanner.NOTHING;
    }
    int found = credentials.start();
    for (int i = at + 1; i < found - 1; i++) { // a user's name may be one
      int first = find(window, from, i);
      if (first != SecretScanner.NOTHING) {
        return Math.max(first, end);
      }
    }
    start = found;
    keysFrom = found;
    return behindValues(window, end);
  }

  /** Where the values end whose keys are in a credential, or are taken for it. */
  private int behindValues(Window window, int credentialEnd) {
    int last = credentialEnd;
    for (int i = start; i <= last; i++) {
      int end =
          isSeparator(window.at(i)) ? keyValues.find(window, start, i) : SecretScanner.NOTHING;
      last = Math.max(last, end);
      if (end != SecretScanner.NOTHING && !keyValues.isCredential()) {
        i = end - 1;
      }
    }
    return last;
  }

  private static boolean isSeparator(int c) {
    return c == ':' || c == '=';
  }
}
