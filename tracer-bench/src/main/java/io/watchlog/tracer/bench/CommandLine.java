package io.watchlog.tracer.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a benchmark program was told: pairs of an option and its value. Immutable. */
final class CommandLine {
  private final Map<String, String> values;

  private CommandLine(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the arguments.
   *
   * @param known the options that there are, {@code --rate} for one
   * @throws IllegalArgumentException if there is another option, or one without a value
   */
  static CommandLine parse(String[] args, String... known) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!List.of(known).contains(args[i])) {
        throw new IllegalArgumentException(
            "unknown option " + args[i] + ", the options are " + String.join(" ", known));
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      values.put(args[i], args[i + 1]);
    }
    return new CommandLine(values);
  }

  /** As {@link #parse}, for a program's start: says what is wrong and ends it with exit code 2. */
  static CommandLine ofProgram(String[] args, String... known) {
    try {
      return parse(args, known);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      throw e;
    }
  }

  /** A whole number from 1 on. */
  int positive(String option, int defaultValue) {
    String value = values.get(option);
    if (value == null) {
      return defaultValue;
    }
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " must be a number, was " + value, e);
    }
    if (number < 1) {
      throw new IllegalArgumentException(option + " must be at least 1, was " + value);
    }
    return number;
  }

  /** One of an enum's constants, in capitals or not. */
  <E extends Enum<E>> E constant(String option, E defaultValue) {
    Class<E> type = defaultValue.getDeclaringClass();
    return text(option)
        .map(value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT)))
        .orElse(defaultValue);
  }

  Optional<String> text(String option) {
    return Optional.ofNullable(values.get(option));
  }

  Optional<Path> path(String option) {
    return text(option).map(Path::of);
  }
}
