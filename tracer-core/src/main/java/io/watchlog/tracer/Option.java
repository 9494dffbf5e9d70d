package io.watchlog.tracer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One option of a builder: its names, what it may be, its default, and what the builder was given.
 * Not thread-safe.
 *
 * <p>What the builder was given wins over a system property, that over an environment variable,
 * that over the default. A property or variable that is empty or blank counts as not given.
 */
final class Option<T> {
  private static final String PROPERTY_PREFIX = "watchlog.tracer.";
  private static final String VARIABLE_PREFIX = "WATCHLOG_TRACER_";

  private final String name;
  private final OptionType<T> type;
  private final T defaultValue;
  private final List<String> properties;
  private final List<String> variables;
  private T given;

  private Option(
      String name,
      OptionType<T> type,
      T defaultValue,
      List<String> properties,
      List<String> variables) {
    this.name = name;
    this.type = type;
    this.defaultValue = defaultValue;
    this.properties = properties;
    this.variables = variables;
  }

  /**
   * An option with the property and variable of its name, and of its other names, if it can be
   * text.
   *
   * @param defaultValue null where what is missing is decided later
   */
  static <T> Option<T> of(String name, OptionType<T> type, T defaultValue, String... aliases) {
    if (!type.hasText()) {
      return new Option<>(name, type, defaultValue, List.of(), List.of());
    }
    List<String> names = new ArrayList<>();
    names.add(name);
    names.addAll(List.of(aliases));
    return new Option<>(
        name,
        type,
        defaultValue,
        names.stream().map(n -> PROPERTY_PREFIX + n).toList(),
        names.stream().map(Option::variable).toList());
  }

  /** An option whose property and variable have names of their own. */
  static <T> Option<T> named(
      String name, OptionType<T> type, T defaultValue, String property, String variable) {
    return new Option<>(name, type, defaultValue, List.of(property), List.of(variable));
  }

  /** The value, checked, without taking it. */
  T check(T value) {
    return checked(name, "", () -> type.accept(value));
  }

  /** Takes what the builder was given. */
  void set(T value) {
    set(name, value);
  }

  /** Takes what the builder was given under another name. */
  void set(String usedName, T value) {
    given = checked(usedName, "", () -> type.accept(value));
  }

  /** Takes what the builder was given as text. */
  void setText(String text) {
    given = checked(name, "", () -> type.read(text));
  }

  /** What the builder was given, or null. */
  T given() {
    return given;
  }

  /**
   * The value that holds, null where there is neither one nor a default.
   *
   * @throws IllegalArgumentException if a property or variable is no such value
   */
  T resolve(OptionSource source) {
    if (given != null) {
      return given;
    }
    T value = read(source.properties(), properties, "system property ");
    if (value == null) {
      value = read(source.environment(), variables, "environment variable ");
    }
    return value == null ? defaultValue : value;
  }

  private T read(Function<String, String> texts, List<String> keys, String kind) {
    for (String key : keys) {
      String text = texts.apply(key);
      if (text != null && !text.isBlank()) {
        return checked(name, " (" + kind + key + ")", () -> type.read(text));
      }
    }
    return null;
  }

  private static <T> T checked(String name, String where, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage() + where, e);
    }
  }

  private static String variable(String name) {
    return VARIABLE_PREFIX + name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }
}
