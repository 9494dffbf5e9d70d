package io.watchlog.tracer.internal.encode;

import java.nio.charset.StandardCharsets;

/**
 * One field's members for the short words that come again and again: names, models, providers. A
 * word is encoded for keeping when it comes twice without another one in between that has the same
 * place here, so that words that never come again cost nothing. Not thread-safe.
 */
final class KnownWords {
  private static final int PLACES = 64;
  private static final int MAX_LENGTH = 128;

  private final String[] words = new String[PLACES];
  private final byte[][] members = new byte[PLACES][];
  private final Redaction redaction;
  private final String prefix;
  private final byte[] prefixBytes;

  /**
   * No words yet.
   *
   * @param prefix all that stands before the word's opening quote
   */
  KnownWords(Redaction redaction, String prefix) {
    this.redaction = redaction;
    this.prefix = prefix;
    this.prefixBytes = prefix.getBytes(StandardCharsets.US_ASCII);
  }

  /** What goes before a word that is not known. */
  byte[] prefix() {
    return prefixBytes;
  }

  /** A word as it is written, behind the prefix, or null where it is not known. */
  byte[] find(String word) {
    int hash = word.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    if (!word.equals(words[place])) {
      words[place] = word.length() <= MAX_LENGTH ? word : null;
      members[place] = null;
      return null;
    }
    if (members[place] == null) {
      members[place] = member(word);
    }
    return members[place];
  }

  private byte[] member(String word) {
    String text = redaction.plain(word, MAX_LENGTH).toString();
    return (prefix + SpanEncoder.quoted(text)).getBytes(StandardCharsets.UTF_8);
  }
}
