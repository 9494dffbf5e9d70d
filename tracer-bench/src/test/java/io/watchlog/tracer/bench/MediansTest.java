package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {
  @Test
  void eachLabelAndMetricHasTheMedianOfItsValues() {
    assertEquals(
        List.of(new Row("a", "time", "ns", 2), new Row("b", "time", "ns", 10)),
        Medians.of(
            List.of(
                new Row("a", "time", "ns", 3),
                new Row("b", "time", "ns", 10),
                new Row("a", "time", "ns", 1),
                new Row("a", "time", "ns", 2))));
  }
}
