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
  private final Map<Subject, List<Row>> rows = new EnumMap<>(Subject.class);
  private final List<String> failures = new ArrayList<>();

  EndToEndComparison(Effort effort) {
    this.effort = effort;
    for (Subject subject : Subject.values()) {
      rows.put(subject, new ArrayList<>());
    }
  }

  /** Runs it. */
  void run() throws IOException, InterruptedException {
    for (int pair = 0; pair < effort.pairs(); pair++) {
      EndToEndRun tracer = measured(Subject.TRACER);
      EndToEndRun peer = measured(Subject.OPENTELEMETRY);
      // Or both or none, for rows of different pairs make no ratio.
      if (!tracer.rows().isEmpty() && !peer.rows().isEmpty()) {
        rows.get(Subject.TRACER).addAll(tracer.rows());
        rows.get(Subject.OPENTELEMETRY).addAll(peer.rows());
      }
    }
  }

  private EndToEndRun measured(Subject subject) throws IOException, InterruptedException {
    String spans = Integer.toString(effort.spans());
    EndToEndRun run =
        EndToEndRun.of("--subject", subject.name(), "--spans", spans, "--rounds", "1");
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
