package io.watchlog.tracer.internal.encode;

/**
 * Keys of vendors, which begin with a prefix of their own. What follows it has to look like chance,
 * since {@code sk-circle} is a class of a style sheet and {@code hf_model} a variable.
 */
final class KeyPrefixes {
  /** OpenAI and many others; Slack; GitLab. Each ends in its only dash, or its last. */
  static final String[] DASHED = {"sk-", "xoxb-", "xoxp-", "xoxa-", "xoxs-", "glpat-"};

  /** GitHub; Stripe; Hugging Face; Groq; npm. */
  static final String[] UNDERSCORED = {
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "ghr_",
    "github_pat_",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "hf_",
    "gsk_",
    "npm_"
  };

  private static final int MIN_CHARS = 6;
  private static final int MIN_LETTERS = 20;
  private static final int MIN_DIGITS = 6;
  private static final int MAX_LOOKED_AT = 128;

  /** Behind prefixes with which names begin too. */
  private static final int MIN_PART = 30;

  private KeyPrefixes() {}

  /** Whether what stands behind a prefix is a key. */
  static boolean isKey(Window window, String prefix, int from, int to) {
    return switch (prefix) {
      case "hf_", "gsk_", "npm_" -> lengthOfPart(window, from, to) >= MIN_PART;
      case "sk-" -> to - from >= MIN_CHARS && hasPartOfChance(window, from, to);
      default -> to - from >= MIN_CHARS && (hasDigit(window, from, to) || to - from >= MIN_LETTERS);
    };
  }

  private static boolean hasDigit(Window window, int from, int to) {
    int i = from;
    while (i < to && !Window.isDigit(window.at(i))) {
      i++;
    }
    return i < to;
  }

  private static boolean hasPartOfChance(Window window, int from, int to) {
    int last = Math.min(to, from + MAX_LOOKED_AT);
    int i = from;
    while (i < last) {
      int end = i + lengthOfPart(window, i, to);
      if (isOfChance(window, i, end)) {
        return true;
      }
      i = end + 1;
    }
    return to > last; // no name is so long
  }

  private static int lengthOfPart(Window window, int from, int to) {
    int i = from;
    while (i < to && Window.isLetterOrDigit(window.at(i))) {
      i++;
    }
    return i - from;
  }

  /**
   * Whether letters and digits are neither a word, nor a word with a number behind it, nor a short
   * number.
   */
  private static boolean isOfChance(Window window, int from, int to) {
    int letters = 0;
    int digits = 0;
    int humps = 0;
    for (int i = from; i < to; i++) {
      int c = window.at(i);
      if (Window.isDigit(c)) {
        digits++;
        continue;
      }
      if (digits > 0) {
        return true;
      }
      letters++;
      humps += i > from && !Window.isLowerCase(c) && Window.isLowerCase(window.at(i - 1)) ? 1 : 0;
    }
    return letters >= MIN_LETTERS
        || humps >= 2
        || digits >= MIN_DIGITS
        || (letters > 0 && digits >= 3);
  }
}
