package io.watchlog.tracer.examples.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of a command line, each known by name: {@code --name value} or {@code --name=value},
 * and flags, {@code --name} alone.
 */
public final class Arguments {
  private final Map<String, String> values;

  private final Set<String> flags;

  private Arguments(Map<String, String> values, Set<String> flags) {
    this.values = values;
    this.flags = flags;
  }

  /**
   * Reads the options.
   *
   * @param args the words behind the command
   * @param known the names that are allowed, without their dashes
   * @return the options that were given
   * @throws UsageException for a word that is no known option, or an option without a value
   */
  public static Arguments parse(List<String> args, Set<String> known) {
    return parse(args, known, Set.of());
  }

  /**
   * Reads the options.
   *
   * @param args the words behind the command
   * @param known the names of options with a value that are allowed, without their dashes
   * @param knownFlags those of options without one
   * @return the options that were given
   * @throws UsageException for a word that is no known option, or an option without a value
   */
  public static Arguments parse(List<String> args, Set<String> known, Set<String> knownFlags) {
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    for (int i = 0; i < args.size(); i++) {
      String word = args.get(i);
      if (word.startsWith("--") && knownFlags.contains(word.substring(2))) {
        flags.add(word.substring(2));
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (!name.startsWith("--") || !known.contains(name.substring(2))) {
        throw new UsageException("unknown option: " + SafeText.of(word));
      }
      if (equals < 0 && i + 1 == args.size()) {
        throw new UsageException(name + " needs a value");
      }
      values.put(name.substring(2), equals < 0 ? args.get(++i) : word.substring(equals + 1));
    }
    return new Arguments(values, flags);
  }

  /**
   * Whether a flag was given.
   *
   * @param flag its name, without dashes
   * @return true if it was
   */
  public boolean has(String flag) {
    return flags.contains(flag);
  }

  /**
   * The text of an option.
   *
   * @param name its name, without dashes
   * @param otherwise what to return where it was not given
   * @return its value
   */
  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /**
   * The number of an option.
   *
   * @param name its name, without dashes
   * @param otherwise what to return where it was not given
   * @param min the smallest value allowed
   * @param max the largest value allowed
   * @return its value
   * @throws UsageException if it is no number or out of range
   */
  public int number(String name, int otherwise, int min, int max) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw outOfRange(name, text, min, max);
    }
    throw outOfRange(name, text, min, max);
  }

  private static UsageException outOfRange(String name, String text, int min, int max) {
    return new UsageException(
        "--%s must be in %d..%d, was %s".formatted(name, min, max, SafeText.of(text)));
  }
}
