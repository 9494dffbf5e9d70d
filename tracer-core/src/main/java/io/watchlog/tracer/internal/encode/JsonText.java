package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.CutText;
import io.watchlog.tracer.internal.span.ObjectSnapshot;
import io.watchlog.tracer.internal.span.TextLimits;

/**
 * The JSON text of a structured value, as Python's {@code json.dumps(value, ensure_ascii=False)}
 * writes it but without white space: redacted, and only as much of it as will be kept. Not
 * thread-safe.
 */
final class JsonText {
  static final String CUT_MARK = "...[TRUNCATED]";
  private static final String QUOTED_REDACTED = '"' + Redaction.REDACTED + '"';
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final Redaction redaction;
  private final Counters counters;
  private final Chars out = new Chars();
  private int limit;
  private int maxStringLength;
  private String redactedAs;
  private boolean complete;

  JsonText(Redaction redaction, Counters counters) {
    this.redaction = redaction;
    this.counters = counters;
  }

  /** The text of a structured value, redacted and cut to its limit; valid until the next call. */
  Chars content(String field, Object value, int maxLength) {
    begin(maxLength, Integer.MAX_VALUE, null);
    if (redaction.hasRedactor()) {
      begin(maxLength + TextLimits.LOOK_AHEAD, Integer.MAX_VALUE, null);
      value(value);
      String before = out.toString();
      String answer = redaction.byUser(field, before);
      boolean wasComplete = complete;
      begin(maxLength, Integer.MAX_VALUE, null);
      if (answer.equals(Redaction.REDACTED)) {
        out.append(QUOTED_REDACTED);
      } else {
        Text text = redaction.plain(answer, maxLength + 1);
        out.append(text.chars(), 0, text.length());
        complete = wasComplete && !text.isCut();
      }
    } else {
      value(value);
    }
    return cutTo(maxLength);
  }

  /**
   * The whole text of a structured value, each string in it redacted and cut; valid until the next
   * call.
   */
  Chars structure(String field, Object value, int newMaxStringLength) {
    begin(Integer.MAX_VALUE, newMaxStringLength, field);
    value(value);
    return out;
  }

  private Chars cutTo(int maxLength) {
    if (!complete || out.length() > maxLength) {
      out.cut(maxLength);
      out.append(CUT_MARK);
    }
    return out;
  }

  private void begin(int newLimit, int newMaxStringLength, String field) {
    limit = newLimit;
    maxStringLength = newMaxStringLength;
    redactedAs = field;
    complete = true;
    out.clear();
  }

  private void value(Object value) {
    if (value instanceof String text) {
      string(text, false);
    } else if (value instanceof CutText cut) {
      string(cut.text(), true);
    } else if (value instanceof ObjectSnapshot object) {
      object(object);
    } else if (value instanceof Object[] array) {
      array(array);
    } else {
      out.append(String.valueOf(value)); // null, a boolean or a finite number
    }
  }

  private void object(ObjectSnapshot object) {
    out.append('{');
    for (int i = 0; i < object.keys().length && goesOn(); i++) {
      if (i > 0) {
        out.append(',');
      }
      key(object.keys()[i]);
      out.append(':');
      if (redaction.isSensitive(object.keys()[i])) {
        out.append(QUOTED_REDACTED);
      } else if (goesOn()) {
        value(object.values()[i]);
      }
    }
    close('}');
  }

  private void array(Object[] array) {
    out.append('[');
    for (int i = 0; i < array.length && goesOn(); i++) {
      if (i > 0) {
        out.append(',');
      }
      value(array[i]);
    }
    close(']');
  }

  private void close(char bracket) {
    if (complete) {
      out.append(bracket);
    }
  }

  private boolean goesOn() {
    complete &= out.length() <= limit;
    return complete;
  }

  private void key(String key) {
    openString(redaction.key(key));
    out.append('"');
  }

  private void string(String value, boolean isCut) {
    if (redactedAs == null) {
      quote(redaction.builtIn(value, Math.max(1, limit - out.length()), isCut));
      return;
    }
    Text text = redaction.all(redactedAs, value, maxStringLength, isCut);
    boolean wasCounted = isCut && value.length() <= maxStringLength; // when it was set
    if (text.cutTo(maxStringLength) && !wasCounted) {
      counters.increment(Counter.TRUNCATED_VALUES);
    }
    openString(text);
    out.append('"');
  }

  /** Without a closing quote where the text was cut: the mark comes there. */
  private void quote(Text text) {
    openString(text);
    if (text.isCut()) {
      complete = false;
    } else {
      out.append('"');
    }
  }

  private void openString(Text text) {
    out.append('"');
    char[] chars = text.chars();
    int length = text.length();
    if (text.hasEscaped()) {
      for (int i = 0; i < length && out.length() <= limit; i++) {
        escaped(chars[i]);
      }
    } else {
      out.append(chars, 0, length);
    }
  }

  private void escaped(char c) {
    if (c >= ' ' && c != '"' && c != '\\') {
      out.append(c);
      return;
    }
    out.append('\\');
    switch (c) {
      case '"', '\\' -> out.append(c);
      case '\n' -> out.append('n');
      case '\r' -> out.append('r');
      case '\t' -> out.append('t');
      case '\b' -> out.append('b');
      case '\f' -> out.append('f');
      default -> {
        out.append("u00");
        out.append(HEX[c >> 4]);
        out.append(HEX[c & 15]);
      }
    }
  }
}
