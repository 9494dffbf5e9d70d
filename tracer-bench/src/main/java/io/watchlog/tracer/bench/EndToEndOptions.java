package io.watchlog.tracer.bench;

import io.watchlog.tracer.OverflowPolicy;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the end-to-end benchmark is told on its command line.
 *
 * @param spans of a round, over all producers
 * @param policy of the tracer; a peer's producers always wait for room
 * @param peer how a peer is set up
 * @param json where figures are left for the report
 */
record EndToEndOptions(
    Subject subject,
    int spans,
    int rounds,
    int producers,
    OverflowPolicy policy,
    PeerSettings peer,
    Optional<Path> json) {
  private static final String[] OPTIONS = {
    "--subject",
    "--spans",
    "--rounds",
    "--producers",
    "--policy",
    "--peer-batch",
    "--peer-sender",
    "--peer-memory",
    "--json"
  };

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

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if one is unknown or has no value, or a wrong one
   */
  static EndToEndOptions parse(String[] args) {
    CommandLine line = CommandLine.parse(args, OPTIONS);
    PeerSettings best = PeerSettings.BEST;
    return new EndToEndOptions(
        line.constant("--subject", Subject.TRACER),
        line.positive("--spans", 1_000_000),
        line.positive("--rounds", 5),
        line.positive("--producers", 2),
        line.constant("--policy", OverflowPolicy.BLOCK),
        new PeerSettings(
            line.positive("--peer-batch", best.batch()),
            line.constant("--peer-sender", best.sender()),
            line.constant("--peer-memory", best.memory())),
        line.path("--json"));
  }

  String description() {
    return "%s: %,d spans a round, %d rounds after %d to warm up, %d producers, %s"
        .formatted(
            subject.label(),
            spans,
            rounds,
            EndToEnd.WARM_UPS,
            producers,
            subject == Subject.TRACER ? policy : peer.label() + ", waiting for room");
  }
}
