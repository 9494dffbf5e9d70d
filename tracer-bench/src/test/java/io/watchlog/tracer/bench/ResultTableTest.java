package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {
  @Test
  void eachLabelIsALineAndEachMetricAColumn() {
    assertEquals(
        """
        |        | p50 [ns] | max [ns] |
        |:-------|---------:|---------:|
        | tracer |      120 |   12,345 |
        | empty  |     26.5 |          |
        """,
        ResultTable.of(
            List.of(
                new Row("tracer", "p50", "ns", 120),
                new Row("tracer", "max", "ns", 12_345),
                new Row("empty", "p50", "ns", 26.54))));
  }

  @Test
  void labelsThatBeginWithAnotherMetricHaveATableOfTheirOwn() {
    assertEquals(
        """
        |   | p50 [ns] |
        |:--|---------:|
        | a |     1.25 |

        |   | heap [MiB] |
        |:--|-----------:|
        | b |       0.13 |
        """,
        ResultTable.of(
            List.of(new Row("a", "p50", "ns", 1.25), new Row("b", "heap", "MiB", 0.125))));
  }

  @Test
  void aFigureOfSeveralRoundsIsItsMedianBetweenTheLeastAndTheMost() {
    assertEquals(
        """
        |   |    p50 [ns] |
        |:--|------------:|
        | a | 12 (10–300) |
        """,
        ResultTable.of(
            List.of(
                new Row("a", "p50", "ns", 300),
                new Row("a", "p50", "ns", 10),
                new Row("a", "p50", "ns", 12))));
  }
}
