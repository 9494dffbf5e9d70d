package io.watchlog.tracer;

import io.watchlog.tracer.internal.discovery.AgentUrl;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The kinds of options that there are. */
final class OptionTypes {
  private static final int MAX_FIELDS = 1_000;
  private static final int MAX_FIELD_LENGTH = 128;

  private OptionTypes() {}

  /** Whole numbers, both bounds included. */
  static OptionType<Integer> ints(int min, int max) {
    return ranged(min, max, text -> Integer.valueOf(text.strip()), String::valueOf);
  }

  /** Whole numbers, both bounds included. */
  static OptionType<Long> longs(long min, long max) {
    return ranged(min, max, text -> Long.valueOf(text.strip()), String::valueOf);
  }

  /** Durations, both bounds included. */
  static OptionType<Duration> durations(Duration min, Duration max) {
    return ranged(min, max, DurationText::parse, DurationText::format);
  }

  /** {@code true} or {@code false}, in any case. */
  static OptionType<Boolean> flag() {
    String rule = "true or false";
    return new OptionType<>(
        rule,
        text ->
            switch (lower(text)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw OptionType.refusal(rule, OptionType.quoted(text));
            },
        UnaryOperator.identity());
  }

  /** The constants of an enum, as text in any case. */
  static <E extends Enum<E>> OptionType<E> oneOf(Class<E> type) {
    E[] all = type.getEnumConstants();
    String rule = "one of " + Arrays.stream(all).map(E::name).collect(Collectors.joining(", "));
    return new OptionType<>(
        rule,
        text ->
            Arrays.stream(all)
                .filter(e -> e.name().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> OptionType.refusal(rule, OptionType.quoted(text))),
        UnaryOperator.identity());
  }

  /** The agent's URL. */
  static OptionType<URI> agentUrl() {
    return new OptionType<>("an http or https URL", AgentUrl::parse, UnaryOperator.identity());
  }

  /** A path of the default file system, made absolute. */
  static OptionType<Path> path() {
    String rule = "a path of the default file system, not empty";
    return new OptionType<>(
        rule,
        text -> {
          try {
            return Path.of(text);
          } catch (IllegalArgumentException e) {
            throw OptionType.refusal(rule, OptionType.quoted(text));
          }
        },
        path -> {
          if (path.toString().isBlank() || path.getFileSystem() != FileSystems.getDefault()) {
            throw OptionType.refusal(rule, OptionType.quoted(path.toString()));
          }
          return path.toAbsolutePath();
        });
  }

  /** Names of fields, as text separated by commas. */
  static OptionType<Collection<String>> fieldNames() {
    String rule = "at most " + MAX_FIELDS + " names of 1.." + MAX_FIELD_LENGTH + " characters";
    return new OptionType<>(
        rule,
        text -> Arrays.stream(text.split(",")).filter(name -> !name.isBlank()).toList(),
        names -> {
          Set<String> kept = new LinkedHashSet<>();
          for (String name : names) {
            String stripped = name == null ? "" : name.strip();
            if (stripped.isEmpty() || stripped.length() > MAX_FIELD_LENGTH) {
              throw OptionType.refusal(rule, name == null ? "null" : OptionType.quoted(name));
            }
            kept.add(stripped);
          }
          if (kept.size() > MAX_FIELDS) {
            throw OptionType.refusal(rule, kept.size() + " names");
          }
          return Collections.unmodifiableSet(kept);
        });
  }

  /** Request headers. */
  static OptionType<Map<String, String>> headers() {
    return new OptionType<>(HeaderRules.RULE, HeaderRules::parse, HeaderRules::checked);
  }

  /** Anything that is not null; there is no text for it. */
  static <T> OptionType<T> object(String rule) {
    return new OptionType<>(rule, null, UnaryOperator.identity());
  }

  private static <T extends Comparable<T>> OptionType<T> ranged(
      T min, T max, Function<String, T> parser, Function<T, String> shown) {
    String rule = "in " + shown.apply(min) + ".." + shown.apply(max);
    return new OptionType<>(
        rule,
        text -> {
          try {
            return parser.apply(text);
          } catch (IllegalArgumentException e) {
            throw OptionType.refusal(rule, OptionType.quoted(text));
          }
        },
        value -> {
          if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw OptionType.refusal(rule, shown.apply(value));
          }
          return value;
        });
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
