package io.watchlog.tracer.bench;

import java.util.Locale;

/**
 * A goal beside what was measured. Immutable.
 *
 * @param measured empty where it was not
 * @param isUpperLimit whether the median must not be above the limit, or not below it
 * @param unit of the limit and of what was measured
 */
record Verdict(
    Goal goal, String what, Samples measured, boolean isUpperLimit, double limit, String unit) {

  static Verdict atMost(Goal goal, String what, Samples measured, double limit, String unit) {
    return new Verdict(goal, what, measured, true, limit, unit);
  }

  static Verdict atLeast(Goal goal, String what, Samples measured, double limit, String unit) {
    return new Verdict(goal, what, measured, false, limit, unit);
  }

  boolean isMeasured() {
    return !measured.isEmpty();
  }

  /** Whether the median is within the limit; false where nothing was measured. */
  boolean isMet() {
    return isMeasured() && (isUpperLimit ? measured.median() <= limit : measured.median() >= limit);
  }

  String limitText() {
    return ((isUpperLimit ? "≤ " : "≥ ") + number(limit) + " " + unit).strip();
  }

  String measuredText() {
    return isMeasured() ? (text(measured) + " " + unit).strip() : "";
  }

  String outcome() {
    return isMeasured() ? isMet() ? "met" : "**missed**" : "not run";
  }

  /** The median, and how far the others are off. */
  static String text(Samples samples) {
    String median = number(samples.median());
    return samples.values().size() == 1
        ? median
        : "%s (%s–%s)".formatted(median, number(samples.least()), number(samples.most()));
  }

  /** Three digits, so far as they mean something. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals = value == Math.rint(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
