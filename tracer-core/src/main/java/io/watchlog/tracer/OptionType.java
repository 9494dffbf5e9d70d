package io.watchlog.tracer;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What the values of an option may be. Both functions refuse with an {@link
 * IllegalArgumentException} whose message goes on from the option's name: "must be in 1..10, was
 * 0".
 *
 * @param rule what a value must be: "in 1..10"
 * @param parser makes a value of a text, unchecked; null where no text can stand for a value
 * @param check returns the value to keep, which may be a copy
 */
record OptionType<T>(String rule, Function<String, T> parser, UnaryOperator<T> check) {
  private static final int MAX_SHOWN = 100;

  boolean hasText() {
    return parser != null;
  }

  /** The value of a text, checked. */
  T read(String text) {
    return accept(text == null ? null : parser.apply(text));
  }

  /** The value, checked; null is none. */
  T accept(T value) {
    if (value == null) {
      throw refusal(rule, "null");
    }
    return check.apply(value);
  }

  static IllegalArgumentException refusal(String rule, String shown) {
    return new IllegalArgumentException("must be " + rule + ", was " + shown);
  }

  /** A text as it may stand in a message: quoted, cut, in printable characters. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .limit(MAX_SHOWN)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    boolean cut = text.codePointCount(0, text.length()) > MAX_SHOWN;
    return out.append(cut ? "...\"" : "\"").toString();
  }
}
