package io.watchlog.tracer;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as text: {@code 250ms}, {@code 5s}, {@code 10m}, {@code 1h}, {@code 2d}, or bare
 * milliseconds.
 */
final class DurationText {
  private static final Pattern TEXT = Pattern.compile("(-?[0-9]{1,12})(ms|s|m|h|d)?");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private DurationText() {}

  /** Reads a text, white space around it ignored. */
  static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no duration: " + text);
    }
    String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
    return Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(unit));
  }

  /**
   * Shows a duration in the largest unit that is exact; in ISO form where it is not of whole
   * milliseconds.
   */
  static String format(Duration duration) {
    if (duration.isZero()) {
      return "0ms";
    }
    long seconds = duration.toSeconds();
    if (duration.toNanosPart() == 0) {
      for (String unit : new String[] {"d", "h", "m"}) {
        long unitSeconds = UNITS.get(unit).getDuration().toSeconds();
        if (seconds % unitSeconds == 0) {
          return seconds / unitSeconds + unit;
        }
      }
      return seconds + "s";
    }
    boolean wholeMillis = duration.toNanosPart() % 1_000_000 == 0;
    boolean fits = Math.abs(seconds) < Long.MAX_VALUE / 2_000;
    return wholeMillis && fits ? duration.toMillis() + "ms" : duration.toString();
  }
}
