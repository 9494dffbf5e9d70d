package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * B1: the tracer, its floor and its peers in turn, fork by fork. A fork's heap layout can move a
 * figure by half, and another tenant of the machine every figure for a while.
 */
final class SpanComparison {
  static final String TRACER = "tracer";
  static final String ESCAPING = "tracer, handles escape";
  static final String FLOOR = "floor";
  static final String OPENTELEMETRY = "OpenTelemetry";
  static final String BRAVE = "Brave";
  static final String LOG4J = "Log4j";

  /** In the order of the report. */
  static final List<String> CONTENDERS =
      List.of(FLOOR, TRACER, ESCAPING, LOG4J, OPENTELEMETRY, BRAVE);

  private static final int[] PRODUCERS = {1, 2};

  private final JmhForks jmh;

  /** Who takes part, and whether with the heap promoted too. */
  private record Contender(String name, String benchmark, String escapingOrNull, boolean promoted) {
    Map<String, String[]> params(int producers, boolean isPromoted) {
      String[] threads = {Integer.toString(producers)};
      String[] promotion = {Boolean.toString(isPromoted)};
      return escapingOrNull == null
          ? Map.of("producers", threads, "promoted", promotion)
          : Map.of(
              "producers",
              threads,
              "promoted",
              promotion,
              "escaping",
              new String[] {escapingOrNull});
    }
  }

  private static final List<Contender> ALL =
      List.of(
          new Contender(TRACER, "SpanBenchmark", "false", true),
          new Contender(FLOOR, "FloorBenchmark", null, true),
          new Contender(OPENTELEMETRY, "OpenTelemetryBenchmark", null, true),
          new Contender(BRAVE, "BraveBenchmark", null, false),
          new Contender(LOG4J, "Log4jBenchmark", null, false),
          new Contender(ESCAPING, "SpanBenchmark", "true", false));

  SpanComparison(JmhForks jmh) {
    this.jmh = jmh;
  }

  static String label(String contender, int producers, boolean promoted) {
    return contender + ", " + producers + (promoted ? ", promoted" : "");
  }

  /**
   * Runs it.
   *
   * @throws RunnerException if a benchmark failed: it does so where it lost a span
   */
  List<Row> run(int forks) throws RunnerException {
    List<Row> rows = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      for (int producers : PRODUCERS) {
        for (Contender contender : ALL) {
          rows.addAll(fork(contender, producers, false));
        }
        for (Contender contender : ALL) {
          if (contender.promoted()) {
            rows.addAll(fork(contender, producers, true));
          }
        }
      }
    }
    return rows;
  }

  private List<Row> fork(Contender contender, int producers, boolean promoted)
      throws RunnerException {
    return jmh.run(
        contender.benchmark(),
        contender.params(producers, promoted),
        1,
        params -> label(contender.name(), producers, promoted));
  }
}
