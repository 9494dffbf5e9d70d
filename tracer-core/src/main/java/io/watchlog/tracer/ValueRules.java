package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.SpanError;
import io.watchlog.tracer.internal.span.SpanRecord;
import io.watchlog.tracer.internal.span.TextLimits;
import io.watchlog.tracer.internal.span.ValueSnapshot;

/**
 * What becomes of the values that setters are given: bad ones neutral, long ones cut, both counted.
 */
final class ValueRules {
  private static final int MAX_STRUCTURE = 16_384;

  private final int maxText;
  private final ValueReport report;
  private final Runnable badPart;

  ValueRules(int maxFieldLength, ValueReport report) {
    this.maxText = maxFieldLength + TextLimits.LOOK_AHEAD;
    this.report = report;
    this.badPart = () -> report.invalid("a part of a structured value or an error");
  }

  /** The most characters of an input or output that are kept until it is encoded. */
  int maxText() {
    return maxText;
  }

  String name(String name) {
    if (name == null || name.isBlank()) {
      report.invalid("span name");
      return SpanRecord.UNNAMED;
    }
    return cutWord(name);
  }

  /** A model or provider; {@code what} names it in the log. */
  String word(String what, String text) {
    if (text == null) {
      report.invalid(what);
      return "";
    }
    return cutWord(text);
  }

  /** Whether a model or provider stays as it is, which needs no tracer to say. */
  static boolean isWord(String text) {
    return text != null && text.length() <= TextLimits.MAX_WORD;
  }

  String cutWord(String text) {
    if (isWord(text)) {
      return text;
    }
    report.truncated();
    return TextLimits.cut(text, TextLimits.MAX_WORD);
  }

  long notNegative(String what, long value) {
    if (value >= 0) {
      return value;
    }
    report.invalid(what);
    return 0;
  }

  /** As much of {@code out} as leaves the sum of both, which are not negative, a {@code long}. */
  long outputTokens(long in, long out) {
    if (in + out >= 0) {
      return out;
    }
    report.invalid("sum of tokens");
    return Long.MAX_VALUE - in;
  }

  static boolean isAmount(double value) {
    return value >= 0 && value <= Double.MAX_VALUE;
  }

  double amount(String what, double value) {
    if (isAmount(value)) {
      return value;
    }
    report.invalid(what);
    return 0;
  }

  double finite(String what, double value) {
    if (Double.isFinite(value)) {
      return value;
    }
    report.invalid(what);
    return 0;
  }

  /** Whether an input or output is kept whole by any tracer. */
  static boolean isShort(String text) {
    return text == null || text.length() <= TextLimits.LOOK_AHEAD;
  }

  /** As much of an input or output as may be needed; null stays null, which is JSON's null. */
  String text(String text) {
    return text == null || text.length() <= maxText ? text : TextLimits.cut(text, maxText);
  }

  Object snapshot(Object value) {
    return ValueSnapshot.of(value, maxText, badPart);
  }

  /** A value of metadata; a text is cut to its limit only when it has been redacted. */
  Object entry(Object value) {
    int max = value instanceof String ? TextLimits.MAX_WORD_KEPT : MAX_STRUCTURE;
    return ValueSnapshot.of(value, max, badPart, report::truncated);
  }

  /** A key that may be used, or null. */
  String key(String key) {
    if (key == null || key.isBlank()) {
      report.invalid("key");
      return null;
    }
    return cutWord(key);
  }

  /** An attribute's text, which is cut to its limit only when it has been redacted. */
  String attributeText(String value) {
    if (value == null) {
      report.invalid("attribute");
      return "";
    }
    return TextLimits.cut(value, TextLimits.MAX_WORD_KEPT);
  }

  SpanError error(Throwable error) {
    return SpanErrors.of(error, badPart);
  }

  SpanError error(String message) {
    return SpanErrors.of(message, badPart);
  }

  void leftOut() {
    report.truncated();
  }
}
