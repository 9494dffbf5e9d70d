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
      measure(Subject.TRACER, effort.spans());
      measure(Subject.OPENTELEMETRY, effort.peerSpans());
    }
  }

  private void measure(Subject subject, int spans) throws IOException, InterruptedException {
    EndToEndRun run =
        EndToEndRun.of(
            "--subject", subject.name(), "--spans", Integer.toString(spans), "--rounds", "1");
    if (run.exitCode() != 0) {
      failures.add("of " + subject.label() + " ended with exit code " + run.exitCode());
    }
    rows.get(subject).addAll(run.rows());
  }

  /** The rounds of a subject, one of each pair, in their order. */
  List<Row> rows(Subject subject) {
    return rows.get(subject);
  }

  /** What went wrong, also where spans were not accounted for. */
  List<String> failures() {
    return failures;
  }
}
