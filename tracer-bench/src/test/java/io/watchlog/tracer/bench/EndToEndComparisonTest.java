package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.watchlog.tracer.bench.EndToEndOptions.Subject;
import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In a JVM of their own, since what they start writes to standard output. */
class EndToEndComparisonTest {
  private static final String ANSWER = "ANSWER ";

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
