package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.io.SerializedString;

/**
 * The encoded form of the short words that come again and again: names, models, providers. A word
 * is encoded for keeping when it comes twice without another one in between that has the same place
 * here, so that words that never come again cost nothing. Not thread-safe.
 */
final class KnownWords {
  private static final int PLACES = 64;
  private static final int MAX_LENGTH = 128;

  private final String[] words = new String[PLACES];
  private final SerializedString[] encoded = new SerializedString[PLACES];
  private final Redaction redaction;

  KnownWords(Redaction redaction) {
    this.redaction = redaction;
  }

  /** A word as it is written, or null where it is not known. */
  SerializedString find(String word) {
    int hash = word.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    if (!word.equals(words[place])) {
      words[place] = word.length() <= MAX_LENGTH ? word : null;
      encoded[place] = null;
      return null;
    }
    if (encoded[place] == null) {
      encoded[place] = new SerializedString(redaction.plain(word, MAX_LENGTH).toString());
    }
    return encoded[place];
  }
}
