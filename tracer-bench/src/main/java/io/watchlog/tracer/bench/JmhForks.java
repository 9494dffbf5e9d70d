package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs JMH benchmarks and makes a row of each figure of each fork. */
final class JmhForks {
  static final String WALL = "wall";
  static final String CPU = "CPU";
  static final String ALLOCATED = "allocated";

  private final Effort effort;

  JmhForks(Effort effort) {
    this.effort = effort;
  }

  /**
   * Runs the benchmarks of a class.
   *
   * @param simpleName of a benchmark class
   * @param params those that are not to have all their values
   * @param labels of the results, by what was run
   * @throws RunnerException if one failed, or there are none
   */
  List<Row> run(
      String simpleName,
      Map<String, String[]> params,
      int forks,
      Function<BenchmarkParams, String> labels)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + simpleName + "\\.")
            .forks(forks)
            .warmupIterations(effort.warmups())
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(effort.iterations())
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(CallerProfiler.class)
            .shouldFailOnError(true);
    params.forEach(options::param);
    List<Row> rows = new ArrayList<>();
    for (RunResult result : new Runner(options.build()).run()) {
      rows.addAll(rows(labels.apply(result.getParams()), result.getBenchmarkResults()));
    }
    return rows;
  }

  private static List<Row> rows(String label, Collection<BenchmarkResult> forks) {
    List<Row> rows = new ArrayList<>();
    for (BenchmarkResult fork : forks) {
      rows.add(new Row(label, WALL, "ns", fork.getPrimaryResult().getScore()));
      add(rows, label, CPU, "ns", fork.getSecondaryResults().get("caller.cpu"));
      add(rows, label, ALLOCATED, "B", fork.getSecondaryResults().get("caller.alloc"));
    }
    return rows;
  }

  /** A benchmark that does not tell the profiler of its bursts has no such figure. */
  private static void add(
      List<Row> rows, String label, String metric, String unit, Result<?> result) {
    if (result != null && Double.isFinite(result.getScore())) {
      rows.add(new Row(label, metric, unit, result.getScore()));
    }
  }
}
