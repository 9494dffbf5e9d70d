package io.watchlog.tracer.bench;

import io.watchlog.tracer.OverflowPolicy;
import java.util.Locale;

/**
 * What the end-to-end benchmark is told on its command line.
 *
 * @param spans of a round, over all producers
 */
record EndToEndOptions(int spans, int rounds, int producers, OverflowPolicy policy) {
  static final String USAGE =
      "usage: EndToEnd [--spans N] [--rounds R] [--producers P] [--policy BLOCK|DROP]";

  static EndToEndOptions parse(String[] args) {
    int spans = 1_000_000;
    int rounds = 5;
    int producers = 2;
    OverflowPolicy policy = OverflowPolicy.BLOCK;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value, or is unknown");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--spans" -> spans = positive(args[i], value);
        case "--rounds" -> rounds = positive(args[i], value);
        case "--producers" -> producers = positive(args[i], value);
        case "--policy" -> policy = OverflowPolicy.valueOf(value.toUpperCase(Locale.ROOT));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new EndToEndOptions(spans, rounds, producers, policy);
  }

  private static int positive(String name, String value) {
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, was " + value, e);
    }
    if (number < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
    return number;
  }

  String description() {
    return "%,d spans a round, %d rounds after one to warm up, %d producers, %s"
        .formatted(spans, rounds, producers, policy);
  }
}
