package io.watchlog.tracer.internal.encode;

/**
 * Finds the characters of a text that may be of a secret, in two steps, so that a clean text costs
 * little more than a look at each of its characters: which eights of characters have one that is
 * typical, without a branch for any; and which of these have the right neighbours.
 *
 * <pre>
 *   typical      behind                        before
 *   : =          the end of a sensitive key
 *   - _ K J      the rest of a prefix: sk-, ghp_, AK, eyJ
 *   -  /         another one: -----BEGIN, ://
 *   b B                                        ea, ee, aa, as: Bearer, Basic
 * </pre>
 *
 * <p>Neighbours in other eights are taken for the right ones. Not thread-safe.
 */
final class Suspects {
  /** What {@link #next} says when there is none left. */
  static final int NONE = Integer.MAX_VALUE;

  /** The longest part that is looked at at once. */
  static final int MAX_PART = 1_024;

  private static final int EIGHT = 8;
  private static final int SEPARATOR = 1;
  private static final int KEY_END = 1 << 1;
  private static final int LAST_OF_PREFIX = 1 << 2;
  private static final int BEFORE_LAST = 1 << 3;
  private static final int FIRST_OF_SCHEME = 1 << 4;
  private static final int SECOND_OF_SCHEME = 1 << 5;
  private static final int THIRD_OF_SCHEME = 1 << 6;

  /**
   * Of every character; seven bits, so that eight of them can be shifted in a long. The same for
   * all tracers, as a look into an array that is no constant has to compare with its length.
   */
  private static final byte[] ROLES = roles();

  /** Where the eights begin that have a typical character. */
  private final int[] eights = new int[MAX_PART / EIGHT];

  /** In each byte what its character may be though its predecessor is unknown, or another one. */
  private final long behindAny;

  private char[] chars;
  private int to;
  private int count;
  private int position;
  private int eight;
  private long left;

  Suspects(SensitiveKeys keys) {
    boolean isUsual = true;
    for (char c = 0; c < 128; c++) {
      isUsual &= !keys.mayEndWith(c) || (ROLES[c] & KEY_END) != 0;
    }
    long ofFirst = SEPARATOR | LAST_OF_PREFIX;
    behindAny = isUsual ? ofFirst : ofFirst | ofEight(SEPARATOR);
  }

  private static byte[] roles() {
    byte[] roles = new byte[Character.MAX_VALUE + 1];
    add(roles, ":=", SEPARATOR);
    add(roles, KeyValueRule.BETWEEN_KEY_AND_SEPARATOR + SensitiveKeys.SEPARATORS, KEY_END);
    SensitiveKeys usual = new SensitiveKeys(EncoderSettings.DEFAULT_SENSITIVE_FIELDS);
    for (char c = 0; c < 128; c++) {
      if (usual.mayEndWith(c)) {
        add(roles, String.valueOf(c), KEY_END);
      }
    }
    for (String prefix : CredentialRule.PREFIXES) {
      add(roles, prefix.substring(prefix.length() - 1), LAST_OF_PREFIX);
      add(roles, prefix.substring(prefix.length() - 2, prefix.length() - 1), BEFORE_LAST);
    }
    add(roles, "bB", FIRST_OF_SCHEME);
    add(roles, "eEaA", SECOND_OF_SCHEME);
    add(roles, "aAsS", THIRD_OF_SCHEME);
    return roles;
  }

  private static void add(byte[] roles, String characters, int role) {
    for (int i = 0; i < characters.length(); i++) {
      roles[characters.charAt(i)] |= (byte) role;
    }
  }

  /**
   * Looks at a part of a text.
   *
   * @param newChars up to seven more are looked at behind the part, whatever they are
   * @param newTo at most {@link #MAX_PART} behind {@code from}
   * @return the kinds of the characters that were looked at, see {@link Text#kindOf}
   */
  int look(char[] newChars, int from, int newTo) {
    chars = newChars;
    to = newTo;
    position = 0;
    left = 0;
    byte[] kinds = Text.KINDS;
    int[] found = eights;
    int n = 0;
    int seen = 0;
    for (int i = from; i < newTo; i += EIGHT) {
      int any =
          kinds[newChars[i]]
              | kinds[newChars[i + 1]]
              | kinds[newChars[i + 2]]
              | kinds[newChars[i + 3]]
              | kinds[newChars[i + 4]]
              | kinds[newChars[i + 5]]
              | kinds[newChars[i + 6]]
              | kinds[newChars[i + 7]];
      seen |= any;
      found[n] = i;
      n += any >>> Text.TYPICAL_BIT & 1;
    }
    count = n;
    return seen;
  }

  /** The next suspect of the part, not before a place, or {@link #NONE}. */
  int next(int from) {
    while (left != 0 || findEight()) {
      int at = eight + (Long.numberOfTrailingZeros(left) >>> 3);
      left &= left - 1;
      if (at >= from) {
        return at < to ? at : NONE;
      }
    }
    return NONE;
  }

  /** Goes on to the next eight that has suspects. */
  private boolean findEight() {
    char[] text = chars;
    int[] found = eights;
    int n = count;
    for (int k = position; k < n; k++) {
      long suspects = suspects(text, found[k], behindAny);
      if (suspects != 0) {
        eight = found[k];
        left = suspects;
        position = k + 1;
        return true;
      }
    }
    position = n;
    return false;
  }

  /** A bit in the byte of each suspect. */
  private static long suspects(char[] text, int at, long behindAny) {
    byte[] of = ROLES;
    int low =
        of[text[at]] | of[text[at + 1]] << 8 | of[text[at + 2]] << 16 | of[text[at + 3]] << 24;
    int high =
        of[text[at + 4]] | of[text[at + 5]] << 8 | of[text[at + 6]] << 16 | of[text[at + 7]] << 24;
    long all = (long) high << 32 | low;
    long behind = all << 7 | behindAny;
    long second = all >>> 9 | (long) FIRST_OF_SCHEME << 56;
    long third = all >>> 18 | (long) FIRST_OF_SCHEME << 56 | (long) FIRST_OF_SCHEME << 48;
    long byPredecessor = ofEight(SEPARATOR | LAST_OF_PREFIX) & behind;
    return all & (byPredecessor | (ofEight(FIRST_OF_SCHEME) & second & third));
  }

  private static long ofEight(int role) {
    return 0x0101_0101_0101_0101L * role;
  }
}
