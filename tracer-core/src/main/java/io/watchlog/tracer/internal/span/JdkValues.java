package io.watchlog.tracer.internal.span;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * The values without parts: which of the JDK's types they are, and what is kept of them. Classes
 * that a user can extend are compared exactly, so that no method of his runs.
 */
final class JdkValues {
  /** Not a value without parts, or not one of the JDK's. */
  static final Object OTHER = new Object();

  /** One that cannot be written: not finite, or with too many digits. */
  static final Object UNUSABLE = new Object();

  private static final int MAX_NUMBER_BITS = 4096;
  private static final int MAX_SCALE = 1024;

  private static final Set<Class<?>> WITH_TEXT =
      Set.of(UUID.class, URI.class, Locale.class, Currency.class, File.class, Character.class);

  private JdkValues() {}

  /** The value as it is kept, a {@link CutText} too, {@link #OTHER} or {@link #UNUSABLE}. */
  static Object plain(Object value, int maxChars) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    String text = text(value, maxChars);
    if (text != null) {
      return text.length() <= maxChars ? text : new CutText(TextLimits.cut(text, maxChars));
    }
    return value instanceof AtomicBoolean b ? (Object) b.get() : optional(value);
  }

  private static Object number(Number value) {
    Class<?> type = value.getClass();
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof AtomicInteger // get() is final in both
        || value instanceof AtomicLong
        || type == LongAdder.class) {
      return integer(value);
    }
    if (value instanceof Double || type == DoubleAdder.class) {
      return finite(value.doubleValue());
    }
    if (value instanceof Float) {
      return finite(Double.parseDouble(value.toString())); // 0.1f stays 0.1
    }
    if (type == BigInteger.class) {
      return ((BigInteger) value).bitLength() <= MAX_NUMBER_BITS ? value : UNUSABLE;
    }
    if (type == BigDecimal.class) {
      BigDecimal decimal = (BigDecimal) value;
      boolean isShort =
          Math.abs((long) decimal.scale()) <= MAX_SCALE
              && decimal.unscaledValue().bitLength() <= MAX_NUMBER_BITS;
      return isShort ? value : UNUSABLE;
    }
    return OTHER;
  }

  private static Object integer(Number value) {
    if (value instanceof Long) {
      return value;
    }
    if (value instanceof AtomicInteger i) {
      return (long) i.get();
    }
    return value instanceof AtomicLong l ? l.get() : value.longValue();
  }

  private static Object finite(double value) {
    return Double.isFinite(value) ? (Object) value : UNUSABLE;
  }

  /** A text, or more of it than may be kept. */
  private static String text(Object value, int maxChars) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof StringBuilder builder) {
      return builder.substring(0, Math.min(builder.length(), Math.max(0, maxChars) + 1));
    }
    if (value instanceof StringBuffer buffer) {
      return buffer.substring(0, Math.min(buffer.length(), Math.max(0, maxChars) + 1));
    }
    if (value instanceof char[] chars) {
      return new String(chars, 0, Math.min(chars.length, Math.max(0, maxChars) + 1));
    }
    if (value instanceof Class<?> type) {
      return type.getName();
    }
    if (value instanceof URL url) {
      return text(url);
    }
    Class<?> type = value.getClass();
    if (type == Date.class) {
      return ((Date) value).toInstant().toString();
    }
    return WITH_TEXT.contains(type) || isTime(value, type) || isPath(value, type)
        ? value.toString()
        : null;
  }

  private static boolean isTime(Object value, Class<?> type) {
    // A clock may wrap one of the user's, and would ask it for its text.
    return type.getClassLoader() == null
        && type.getPackageName().equals("java.time")
        && !(value instanceof Clock);
  }

  private static boolean isPath(Object value, Class<?> type) {
    return value instanceof Path && type.getClassLoader() == null;
  }

  private static String text(URL url) {
    // Its toString may ask a stream handler of the user's.
    String authority = url.getAuthority();
    String ref = url.getRef();
    return url.getProtocol()
        + ":"
        + (authority == null ? "" : "//" + authority)
        + url.getFile()
        + (ref == null ? "" : "#" + ref);
  }

  private static Object optional(Object value) {
    if (value instanceof OptionalInt o) {
      return o.isPresent() ? (Object) (long) o.getAsInt() : null;
    }
    if (value instanceof OptionalLong o) {
      return o.isPresent() ? (Object) o.getAsLong() : null;
    }
    if (value instanceof OptionalDouble o) {
      return o.isPresent() ? finite(o.getAsDouble()) : null;
    }
    return OTHER;
  }
}
