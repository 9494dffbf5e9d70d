package io.watchlog.tracer.bench;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the comparison is told on its command line.
 *
 * @param only what is measured; the report takes the rest from earlier results
 * @param out where results and the report go
 */
record CompareOptions(Effort effort, Set<Goal> only, Path out) {
  static final String USAGE =
      "usage: Compare [--short | --full] [--only B1,B3 | --only none] [--out DIRECTORY]";

  static CompareOptions parse(String[] args) {
    Effort effort = Effort.SHORT;
    Set<Goal> only = EnumSet.allOf(Goal.class);
    Path out = Path.of("tracer-bench", "results");
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--short" -> effort = Effort.SHORT;
        case "--full" -> effort = Effort.FULL;
        case "--only" -> only = goals(value(args, ++i));
        case "--out" -> out = Path.of(value(args, ++i));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new CompareOptions(effort, only, out);
  }

  private static String value(String[] args, int at) {
    if (at == args.length) {
      throw new IllegalArgumentException(args[at - 1] + " needs a value");
    }
    return args[at];
  }

  private static Set<Goal> goals(String names) {
    Set<Goal> goals = EnumSet.noneOf(Goal.class);
    if (names.equals("none")) {
      return goals;
    }
    for (String name : names.split(",", -1)) {
      try {
        goals.add(Goal.valueOf(name));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--only takes B1 to B8, was " + name, e);
      }
    }
    return goals;
  }
}
