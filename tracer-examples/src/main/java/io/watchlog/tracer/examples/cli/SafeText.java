package io.watchlog.tracer.examples.cli;

import java.util.Locale;

/**
 * Text from elsewhere, made safe to print: what could move the cursor, recolour the terminal or
 * turn the direction of writing around is shown as its escape, and long text is cut.
 *
 * <p>A span's name is whatever its application was given, and a terminal obeys what it is sent.
 */
public final class SafeText {
  /** The longest text that is printed, in code points. */
  public static final int MAX_CODE_POINTS = 120;

  private SafeText() {}

  /**
   * The text with everything that is not plainly visible escaped.
   *
   * @param text any text, lone surrogates included
   * @return one line of at most {@link #MAX_CODE_POINTS} code points, {@code …} behind it if it was
   *     cut
   */
  public static String of(String text) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_CODE_POINTS) + 16);
    int printed = 0;
    for (int i = 0; i < text.length(); printed++) {
      if (printed == MAX_CODE_POINTS) {
        return safe.append('…').toString();
      }
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (isVisible(codePoint)) {
        safe.appendCodePoint(codePoint);
      } else {
        safe.append(escape(codePoint));
      }
    }
    return safe.toString();
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", codePoint);
    };
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
