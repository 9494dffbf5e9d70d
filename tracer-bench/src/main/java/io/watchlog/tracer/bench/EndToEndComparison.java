package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.EndToEndOptions.Subject;
import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * B3: the tracer and its peer in turn, each time in a new JVM that warms up first. A pair of
 * neighbours gives a ratio: another tenant of the machine slows both of them, or is seen in how far
 * the ratios differ.
 */
final class EndToEndComparison {
  private final Effort effort;
  private final Runner runner;
  private final Map<Subject, List<Row>> rows = new EnumMap<>(Subject.class);
  private final List<String> failures = new ArrayList<>();

  /** Runs one of them in a JVM of its own, with so many spans to a round. */
  @FunctionalInterface
  interface Runner {
    EndToEndRun run(Subject subject, int spans) throws IOException, InterruptedException;
  }

  EndToEndComparison(Effort effort) {
    this(effort, EndToEndComparison::inNewJvm);
  }

  EndToEndComparison(Effort effort, Runner runner) {
    this.effort = effort;
    this.runner = runner;
    for (Subject subject : Subject.values()) {
      rows.put(subject, new ArrayList<>());
    }
  }

  /** Runs it. */
  void run() throws IOException, InterruptedException {
    for (int pair = 0; pair < effort.pairs(); pair++) {
      EndToEndRun tracer = measured(Subject.TRACER);
      EndToEndRun peer = measured(Subject.OPENTELEMETRY);
      // Both or none, for rows of different pairs make no ratio.
      if (tracer.rows().isEmpty() || peer.rows().isEmpty()) {
        failures.add("pair %d is left out: one of its runs has no figures".formatted(pair + 1));
      } else {
        rows.get(Subject.TRACER).addAll(tracer.rows());
        rows.get(Subject.OPENTELEMETRY).addAll(peer.rows());
      }
    }
  }

  private static EndToEndRun inNewJvm(Subject subject, int spans)
      throws IOException, InterruptedException {
    return EndToEndRun.of(
        "--subject", subject.name(), "--spans", Integer.toString(spans), "--rounds", "1");
  }

  private EndToEndRun measured(Subject subject) throws IOException, InterruptedException {
    EndToEndRun run = runner.run(subject, effort.spans());
    if (run.exitCode() != 0) {
      failures.add("of " + subject.label() + " ended with exit code " + run.exitCode());
    }
    return run;
  }

  /** The rounds of a subject, one of each pair that has both, in their order. */
  List<Row> rows(Subject subject) {
    return rows.get(subject);
  }

  /** What went wrong, also where spans were not accounted for. */
  List<String> failures() {
    return failures;
  }
}
