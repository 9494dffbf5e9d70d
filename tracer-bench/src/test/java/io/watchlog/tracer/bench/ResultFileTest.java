package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
  @TempDir Path directory;

  private final ResultFile results =
      ResultFile.measuredHere(
          "latency",
          List.of(
              new ResultFile.Row("tracer", "p99.9", "ns", 123.5),
              new ResultFile.Row("empty \"loop\"", "max", "ns", 1e12)));

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path file = directory.resolve("new/latency.json");
    results.write(file);

    assertEquals(results, ResultFile.read(file));
  }

  @Test
  void aFigureIsFoundByLabelAndMetric() {
    assertEquals(OptionalDouble.of(123.5), results.value("tracer", "p99.9"));
    assertEquals(OptionalDouble.empty(), results.value("tracer", "max"));
  }

  @Test
  void whatIsNotFiniteIsNoFigure() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ResultFile.Row("tracer", "p50", "ns", Double.NaN));
  }

  @Test
  void aFileThatIsNoResultIsRefused() throws IOException {
    Path file = directory.resolve("other.json");
    for (String text :
        List.of(
            "",
            "[]",
            "{\"name\":\"x\"",
            "{\"name\":\"x\",\"machine\":\"m\",\"jdk\":\"j\",\"rows\":[]}",
            "{\"name\":\"x\",\"machine\":\"m\",\"jdk\":\"j\",\"date\":\"d\",\"rows\":[{}]}",
            "{\"name\":\"x\",\"machine\":\"m\",\"jdk\":\"j\",\"date\":\"d\",\"rows\":["
                + "{\"label\":\"l\",\"metric\":\"m\",\"unit\":\"u\",\"value\":\"much\"}]}")) {
      Files.writeString(file, text);
      IOException refused = assertThrows(IOException.class, () -> ResultFile.read(file), text);
      assertTrue(refused.getMessage() != null, text);
    }
  }
}
