package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.EndToEndOptions.Subject;
import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The whole comparison: runs every benchmark and program one after the other, each in JVMs of its
 * own, leaves their figures as JSON and makes a report of them. Nothing else should run meanwhile.
 *
 * <pre>
 *   java -cp tracer-bench/target/benchmarks.jar io.watchlog.tracer.bench.Compare --short
 * </pre>
 */
public final class Compare {
  private static final List<String> PIECES = List.of("Encode", "Scan", "Redact", "Append", "Read");

  /** The goal is about so many, however short the comparison is. */
  private static final String LATENCY_SECONDS = "30";

  private final Effort effort;
  private final Path out;
  private final JmhForks jmh;
  private final List<String> failures = new ArrayList<>();

  private Compare(CompareOptions options) {
    effort = options.effort();
    out = options.out();
    jmh = new JmhForks(effort);
  }

  /** Runs it; exit code 1 where something failed, 2 where the arguments are wrong. */
  public static void main(String[] args) throws IOException, InterruptedException {
    CompareOptions options;
    try {
      options = CompareOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(CompareOptions.USAGE);
      System.exit(2);
      return;
    }
    Compare compare = new Compare(options);
    for (Goal goal : options.only()) {
      System.out.println("== " + goal + ": " + goal.title());
      compare.measure(goal);
    }
    Report.write(options.out(), compare.failures);
    System.out.println("report: " + options.out().resolve(Report.FILE));
    compare.failures.forEach(System.err::println);
    System.exit(compare.failures.isEmpty() ? 0 : 1);
  }

  private void measure(Goal goal) throws IOException, InterruptedException {
    String restSeconds = Integer.toString(effort.restSeconds());
    switch (goal) {
      case B1 -> jmh(goal, Figures.SPAN, () -> new SpanComparison(jmh).run(effort.spanForks()));
      case B2 -> program(goal, Figures.LATENCY, Latency.class, "--seconds", LATENCY_SECONDS);
      case B3 -> endToEnd();
      case B4 -> program(goal, Figures.REST, Rest.class, "--seconds", restSeconds);
      case B5 -> program(goal, Figures.BACKLOG, Backlog.class);
      case B6 -> program(goal, Figures.FOOTPRINT, Footprint.class);
      case B7 -> jmh(goal, Figures.GROWTH, this::growth);
      case B8 -> jmh(goal, Figures.PIECES, this::pieces);
    }
  }

  @FunctionalInterface
  private interface JmhRun {
    List<Row> rows() throws RunnerException;
  }

  private void jmh(Goal goal, String name, JmhRun run) throws IOException {
    try {
      write(name, run.rows());
    } catch (RunnerException e) {
      failures.add(goal + " failed: " + e.getMessage());
    }
  }

  private List<Row> growth() throws RunnerException {
    return jmh.run(
        GrowthBenchmark.class.getSimpleName(),
        Map.of(),
        effort.otherForks(),
        params -> params.getParam("load"));
  }

  private List<Row> pieces() throws RunnerException {
    List<Row> rows = new ArrayList<>();
    for (String piece : PIECES) {
      try {
        rows.addAll(
            jmh.run(piece + "Benchmark", Map.of(), effort.otherForks(), Compare::pieceLabel));
      } catch (NoBenchmarksException e) {
        failures.add(Goal.B8 + " has no " + piece + "Benchmark");
      }
    }
    return rows;
  }

  /** The method, and the values of its parameters. */
  private static String pieceLabel(BenchmarkParams params) {
    StringBuilder label = new StringBuilder();
    label.append(params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1));
    params.getParamsKeys().stream()
        .sorted(Comparator.naturalOrder())
        .forEach(key -> label.append(", ").append(params.getParam(key)));
    return label.toString();
  }

  private void endToEnd() throws IOException, InterruptedException {
    EndToEndComparison comparison = new EndToEndComparison(effort);
    comparison.run();
    write(Figures.END_TO_END, comparison.rows(Subject.TRACER));
    write(Figures.END_TO_END_PEER, comparison.rows(Subject.OPENTELEMETRY));
    comparison.failures().forEach(failure -> failures.add(Goal.B3 + " " + failure));
  }

  private void write(String name, List<Row> rows) throws IOException {
    ResultFile.measuredHere(name, rows).write(Figures.file(out, name));
  }

  private void program(Goal goal, String name, Class<?> program, String... args)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--json", Figures.file(out, name).toString()));
    int exitCode = ChildJvm.run(program, all.toArray(new String[0]));
    if (exitCode != 0) {
      failures.add(
          goal + " failed: " + program.getSimpleName() + " ended with exit code " + exitCode);
    }
  }
}
