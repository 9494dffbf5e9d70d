package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.bench.EndToEndOptions.Subject;
import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What starts programs does so from a JVM of its own, since these write to standard output. */
class EndToEndComparisonTest {
  private static final String ANSWER = "ANSWER ";

  @Test
  void aPairWithOneSideIsLeftOutAndSaysSo() throws Exception {
    int[] runs = new int[1];
    EndToEndComparison comparison =
        new EndToEndComparison(
            new Effort(1, 1, 1, 1, 3, 5, 1),
            (subject, spans) -> {
              int run = runs[0]++; // the third is the tracer's in the second pair
              List<Row> rows =
                  run == 2 ? List.of() : List.of(new Row(subject.label(), "run", "count", run));
              return new EndToEndRun(run == 2 ? 1 : 0, rows);
            });
    comparison.run();
    assertEquals(List.of(0.0, 4.0), values(comparison, Subject.TRACER));
    assertEquals(List.of(1.0, 5.0), values(comparison, Subject.OPENTELEMETRY));
    assertEquals(2, comparison.failures().size(), comparison.failures()::toString);
    assertTrue(comparison.failures().get(1).contains("pair 2"));
  }

  private static List<Double> values(EndToEndComparison comparison, Subject subject) {
    return comparison.rows(subject).stream().map(Row::value).toList();
  }

  /** A pair of short runs: a line with the lost and the unaccounted spans of each round. */
  static final class OnePair {
    private OnePair() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      EndToEndComparison comparison = new EndToEndComparison(new Effort(1, 1, 1, 1, 1, 4_000, 1));
      comparison.run();
      for (Subject subject : Subject.values()) {
        for (Row row : comparison.rows(subject)) {
          if (row.unit().equals("count")) {
            System.out.println(
                ANSWER + row.label() + " " + row.metric() + " " + (long) row.value());
          }
        }
      }
      System.out.println(ANSWER + comparison.failures());
    }
  }

  /** A run with arguments that are wrong. */
  static final class WrongRun {
    private WrongRun() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      EndToEndRun run = EndToEndRun.of("--subject", "NOBODY");
      System.out.println(ANSWER + run.exitCode() + " " + run.rows());
    }
  }

  @Test
  void aPairIsARoundOfEachInWhichNothingIsLost() throws Exception {
    assertEquals(
        List.of(
            "tracer lost 0",
            "tracer unaccounted 0",
            "OpenTelemetry lost 0",
            "OpenTelemetry unaccounted 0",
            "[]"),
        answers(OnePair.class));
  }

  @Test
  void aRunThatFailsHasNoRowsAndSaysSo() throws Exception {
    assertEquals(List.of("2 []"), answers(WrongRun.class));
  }

  private static List<String> answers(Class<?> program) throws IOException, InterruptedException {
    Process process = ChildJvm.start(List.of(), program);
    List<String> answers =
        process
            .inputReader()
            .lines()
            .filter(line -> line.startsWith(ANSWER))
            .map(line -> line.substring(ANSWER.length()))
            .toList();
    assertEquals(0, process.waitFor());
    return answers;
  }
}
