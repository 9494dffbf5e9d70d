package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path directory;

  private void results(String name, Row... rows) throws IOException {
    ResultFile.measuredHere(name, List.of(rows)).write(Figures.file(directory, name));
  }

  private static Row cpu(String contender, double ns) {
    return new Row(SpanComparison.label(contender, 1, false), JmhForks.CPU, "ns", ns);
  }

  private String report(String... failures) throws IOException {
    Report.write(directory, List.of(failures));
    return Files.readString(directory.resolve(Report.FILE));
  }

  private static String line(String report, String start) {
    return report.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  void aGoalIsJudgedByTheMedianOfTheTurns() throws IOException {
    results(
        Figures.SPAN,
        cpu(SpanComparison.TRACER, 130),
        cpu(SpanComparison.FLOOR, 100),
        cpu(SpanComparison.TRACER, 260),
        cpu(SpanComparison.FLOOR, 200),
        cpu(SpanComparison.TRACER, 300),
        cpu(SpanComparison.FLOOR, 100));

    assertEquals(
        "| B1 | tracer / floor, 1 producer | ≤ 1.40 × | 1.30 (1.30–3) × | met |",
        line(report(), "| B1 | tracer / floor, 1 producer |"));
  }

  @Test
  void aMissedGoalIsSaidToBeMissed() throws IOException {
    results(
        Figures.END_TO_END,
        new Row("tracer", "delivered", "spans/s", 900_000),
        new Row("tracer", "lost", "count", 3));

    String report = report();
    assertEquals(
        "| B3 | delivered | ≥ 1,000,000 spans/s | 900,000 spans/s | **missed** |",
        line(report, "| B3 | delivered |"));
    assertTrue(line(report, "| B3 | spans lost |").endsWith("| **missed** |"));
  }

  @Test
  void whatWasNotMeasuredIsNeitherMetNorMissed() throws IOException {
    List<String> goals = report().lines().filter(line -> line.matches("\\| B\\d \\|.*")).toList();

    assertFalse(goals.isEmpty());
    goals.forEach(goal -> assertTrue(goal.endsWith("|  | not run |"), goal));
  }

  @Test
  void failuresAreInTheReport() throws IOException {
    assertTrue(report("B5 failed: out of luck").contains("\n- B5 failed: out of luck\n"));
  }

  @Test
  void plotsAreDrawnOfWhatThereIs() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String percentile : List.of("p50", "p90", "p99", "p99.9", "p99.99")) {
      rows.add(new Row("tracer", percentile, "ns", 200));
      rows.add(new Row("empty loop", percentile, "ns", 90));
    }
    results(Figures.LATENCY, rows.toArray(Row[]::new));
    results(Figures.SPAN, cpu(SpanComparison.TRACER, 90), cpu(SpanComparison.FLOOR, 70));
    results(Figures.GROWTH, new Row("open spans=100", JmhForks.CPU, "ns", 90));

    String report = report();
    for (String plot : List.of("latency.svg", "span-time.svg", "growth-open-spans.svg")) {
      assertTrue(report.contains("(" + plot + ")"), plot);
      assertTrue(Files.readString(directory.resolve(plot)).contains("<svg"), plot);
    }
    assertFalse(report.contains("throughput.svg"));
    assertTrue(line(report, "| tracer, 1 |").endsWith(" 90 |"), report);
  }
}
