package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option that has a range: its default, its bounds, and what is refused beyond them. */
final class OptionRangesTest {
  private static final OptionSource NOTHING = new OptionSource(key -> null, key -> null);

  /** One row; values are of the setter's type. */
  record Row(String name, Class<?> type, Object def, Object min, Object max, String range) {
    static Row ints(String name, int def, int min, int max) {
      return new Row(name, int.class, def, min, max, min + ".." + max);
    }

    static Row longs(String name, long def, long min, long max) {
      return new Row(name, long.class, def, min, max, min + ".." + max);
    }

    static Row times(String name, String def, String max) {
      return new Row(
          name,
          Duration.class,
          DurationText.parse(def),
          Duration.ofMillis(1),
          DurationText.parse(max),
          "1ms.." + max);
    }

    Object below() {
      return type == Duration.class ? Duration.ZERO : moved(min, -1);
    }

    Object above() {
      return type == Duration.class ? ((Duration) max).plusNanos(1) : moved(max, 1);
    }

    private static Object moved(Object value, int by) {
      return value instanceof Integer i ? (Object) (i + by) : (Object) ((Long) value + by);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        Row.ints("batchSize", 400, 1, 10_000),
        Row.ints("maxBatchBytes", 524_288, 1_024, 25_165_824),
        Row.ints("flushOnSpanCount", 400, 1, 1_000_000_000),
        Row.times("autoFlushInterval", "1s", "1d"),
        Row.ints("maxRetries", 3, 0, 100),
        Row.times("requestTimeout", "5s", "10m"),
        Row.times("connectTimeout", "1s", "10m"),
        Row.longs("maxQueueSize", 200_000, 1, 1_000_000_000),
        Row.longs("maxQueueBytes", 268_435_456, 1_048_576, 1_099_511_627_776L),
        Row.times("queueItemTtl", "1d", "365d"),
        Row.ints("maxFieldLength", 256, 1, 65_536),
        Row.ints("ringSize", 16_384, 2, 4_194_304),
        Row.ints("maxOpenSpans", 65_536, 1, 1_048_576),
        Row.times("maxBlock", "1m", "1d"),
        Row.times("forceInterval", "1s", "1h"),
        Row.ints("maxConnections", 2, 1, 64),
        Row.times("statusTimeout", "10s", "365d"),
        Row.times("closeTimeout", "2s", "1h"),
        Row.times("sendTimeout", "5s", "1h"),
        Row.times("maxSpanDuration", "1h", "365d"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whereNothingIsSaidTheDefaultHolds(Row row) {
    assertEquals(frozen(row.def, row), value(builder().config(NOTHING), row));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void bothBoundsAreAccepted(Row row) {
    for (Object bound : List.of(row.min, row.max)) {
      TracerBuilder builder = roomy();
      set(builder, row, bound);
      assertEquals(frozen(bound, row), value(builder.config(NOTHING), row));
      for (OptionSource source : sources(row, text(bound))) {
        TracerBuilder fromText = row.name.equals("requestTimeout") ? builder() : roomy();
        assertEquals(frozen(bound, row), value(fromText.config(source), row));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void beyondTheBoundsTheBuilderRefusesWithNameRangeAndValue(Row row) {
    for (Object bad : List.of(row.below(), row.above())) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> set(builder(), row, bad));
      String expected = row.name + " must be in " + row.range + ", was " + text(bad);
      assertEquals(expected, e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void beyondTheBoundsATextIsRefusedWithItsKey(Row row) {
    for (String bad : List.of("-1", "abc", "1.5", "99999999999999999999", "5 s", "5us")) {
      List<OptionSource> sources = sources(row, bad);
      List<String> keys = List.of("system property " + property(row), variable(row));
      for (int i = 0; i < keys.size(); i++) {
        OptionSource source = sources.get(i);
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> builder().config(source));
        String start = row.name + " must be in " + row.range + ", was ";
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
        assertTrue(e.getMessage().contains(bad), e.getMessage());
        assertTrue(e.getMessage().contains(keys.get(i)), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aBlankTextCountsAsNone(Row row) {
    for (OptionSource source : sources(row, " ")) {
      assertEquals(frozen(row.def, row), value(builder().config(source), row));
    }
  }

  private static TracerBuilder builder() {
    return new TracerBuilder("app");
  }

  /** One whose request timeout leaves room for every connect timeout. */
  private static TracerBuilder roomy() {
    return builder().requestTimeout(Duration.ofMinutes(10));
  }

  private static List<OptionSource> sources(Row row, String text) {
    return List.of(
        new OptionSource(Map.of(property(row), text)::get, key -> null),
        new OptionSource(key -> null, Map.of(variable(row), text)::get));
  }

  private static String property(Row row) {
    return "watchlog.tracer." + row.name;
  }

  private static String variable(Row row) {
    String snake =
        row.name
            .chars()
            .mapToObj(c -> (Character.isUpperCase(c) ? "_" : "") + (char) c)
            .collect(Collectors.joining());
    return "WATCHLOG_TRACER_" + snake.toUpperCase(Locale.ROOT);
  }

  private static String text(Object value) {
    if (value instanceof Duration duration) {
      return duration.toNanosPart() % 1_000_000 == 0
          ? DurationText.format(duration)
          : "" + duration;
    }
    return value.toString();
  }

  private static void set(TracerBuilder builder, Row row, Object value) {
    try {
      TracerBuilder.class.getMethod(row.name, row.type).invoke(builder, value);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static RecordComponent component(Row row) {
    return Arrays.stream(TracerConfig.class.getRecordComponents())
        .filter(c -> c.getName().matches(row.name + "(Ns|Ms)?"))
        .findFirst()
        .orElseThrow();
  }

  private static Object value(TracerConfig config, Row row) {
    try {
      Method accessor = component(row).getAccessor();
      return accessor.invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object frozen(Object value, Row row) {
    if (value instanceof Duration duration) {
      return component(row).getName().endsWith("Ns") ? duration.toNanos() : duration.toMillis();
    }
    return value;
  }
}
