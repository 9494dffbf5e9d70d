package io.watchlog.tracer.bench;

import io.watchlog.tracer.OverflowPolicy;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What the end-to-end benchmark is told on its command line.
 *
 * @param spans of a round, over all producers
 * @param policy of the tracer; a peer's producers always wait for room
 * @param json where figures are left for the report
 */
record EndToEndOptions(
    Subject subject,
    int spans,
    int rounds,
    int producers,
    OverflowPolicy policy,
    Optional<Path> json) {
  static final String USAGE =
      "usage: EndToEnd [--subject tracer|opentelemetry] [--spans N] [--rounds R] [--producers P]"
          + " [--policy BLOCK|DROP] [--json FILE]";

  /** What is measured. */
  enum Subject {
    TRACER("tracer"),
    OPENTELEMETRY("OpenTelemetry");

    private final String label;

    Subject(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  static EndToEndOptions parse(String[] args) {
    Subject subject = Subject.TRACER;
    int spans = 1_000_000;
    int rounds = 5;
    int producers = 2;
    OverflowPolicy policy = OverflowPolicy.BLOCK;
    Optional<Path> json = Optional.empty();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value, or is unknown");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--subject" -> subject = Subject.valueOf(value.toUpperCase(Locale.ROOT));
        case "--spans" -> spans = positive(args[i], value);
        case "--rounds" -> rounds = positive(args[i], value);
        case "--producers" -> producers = positive(args[i], value);
        case "--policy" -> policy = OverflowPolicy.valueOf(value.toUpperCase(Locale.ROOT));
        case "--json" -> json = Optional.of(Path.of(value));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new EndToEndOptions(subject, spans, rounds, producers, policy, json);
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
    return "%s: %,d spans a round, %d rounds after %d to warm up, %d producers, %s"
        .formatted(
            subject.label(),
            spans,
            rounds,
            EndToEnd.WARM_UPS,
            producers,
            subject == Subject.TRACER ? policy : "waiting for room");
  }
}
