package io.watchlog.tracer;

import io.watchlog.tracer.fuzz.FuzzInput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Values as users give them to setters, of a fuzzer's choice. */
final class FuzzedValues {
  private static final int MAX_TEXT = 255;
  private static final int MAX_DEPTH = 40;
  private final FuzzInput in;

  FuzzedValues(FuzzInput in) {
    this.in = in;
  }

  /** A text, or null. */
  String text() {
    return in.below(32) == 31 ? null : in.longText(MAX_TEXT);
  }

  String key() {
    return in.below(4) > 0
        ? in.oneOf(
            "feature",
            "output",
            "error.type",
            "error.message",
            "inputTokens",
            "endedBy",
            "a",
            "b",
            "label",
            "userId",
            "api_key",
            "[left out]",
            "",
            " ")
        : text();
  }

  double real() {
    return in.flag()
        ? Double.longBitsToDouble(in.number())
        : in.oneOf(0.0, -0.0, 0.002, Double.NaN, Double.POSITIVE_INFINITY, -1.0, 1e300, 1e-10);
  }

  long whole() {
    return in.flag() ? in.octet() : in.number();
  }

  Throwable error() {
    String message = text();
    return switch (in.below(4)) {
      case 0 -> null;
      case 1 -> new IllegalStateException(message);
      case 2 -> new IllegalStateException(message, new Error(text()));
      default -> new HostileException();
    };
  }

  Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = in.below(8); i > 0; i--) {
      map.put(key(), value());
    }
    return map;
  }

  Object value() {
    return value(0);
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH || in.left() == 0) {
      return null;
    }
    return switch (in.below(32)) {
      case 0 -> null;
      case 1 -> in.flag();
      case 2 -> whole();
      case 3 -> real();
      case 4 -> (float) real();
      case 5 -> (int) whole();
      case 6 -> new BigInteger(1 + in.below(700), new Random(in.octet()));
      case 7 -> new BigDecimal(BigInteger.valueOf(in.number()), in.below(3_000) - 1_500);
      case 8 -> new AtomicLong(in.number());
      case 9 -> new StringBuilder(in.longText(MAX_TEXT)).reverse();
      case 10 -> in.longText(MAX_TEXT).toCharArray();
      case 11 -> new UUID(in.number(), in.number());
      case 12 -> Instant.ofEpochMilli(in.number());
      case 13 -> Locale.ROOT;
      case 14 -> Optional.ofNullable(value(depth + 1));
      case 15 -> OptionalDouble.of(real());
      case 16 -> new HostileValue();
      case 17 -> new HostileList(value(depth + 1));
      case 18 -> cycle(depth);
      case 19 -> in.oneOf(TimeUnit.values());
      case 20 -> new long[] {whole(), whole()};
      case 21 -> new double[] {real(), real()};
      case 22 -> new String[] {text(), text()};
      case 23 -> Collections.nCopies(in.below(300), value(depth + 1));
      case 24, 25 -> nested(depth);
      case 26, 27, 28 -> object(depth);
      default -> text();
    };
  }

  private Object object(int depth) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = in.below(6); i > 0; i--) {
      Object key = in.below(4) == 0 ? in.oneOf(1, "1", null, 1.5, TimeUnit.DAYS) : key();
      map.put(key, value(depth + 1));
    }
    return map;
  }

  private Object nested(int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = in.below(6); i > 0; i--) {
      list.add(value(depth + 1));
    }
    return in.flag() ? list : list.toArray();
  }

  private Object cycle(int depth) {
    Map<String, Object> map = new HashMap<>();
    map.put("other", value(depth + 1));
    map.put("self", map);
    return map;
  }

  private static final class HostileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("played");
    }
  }

  private static final class HostileValue {
    @Override
    public String toString() {
      throw new AssertionError("never called");
    }
  }

  private static final class HostileList extends AbstractList<Object> {
    private final Object first;

    HostileList(Object first) {
      this.first = first;
    }

    @Override
    public Object get(int index) {
      if (index > 0) {
        throw new IllegalStateException("played");
      }
      return first;
    }

    @Override
    public int size() {
      return Integer.MAX_VALUE;
    }

    @Override
    public String toString() {
      throw new AssertionError("never called");
    }
  }
}
