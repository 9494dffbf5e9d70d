package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningFiguresTest {
  @TempDir Path directory;

  @Test
  void eachOptionHasItsTableAndWhatHasACurveIsDrawn() throws IOException {
    TuningFigures.write(
        ResultFile.measuredHere(
            "sweep",
            List.of(
                new Row("ringSize 1024", "lost of a burst of 20,000", "%", 80),
                new Row("ringSize 65536", "lost of a burst of 20,000", "%", 0),
                new Row("waitStrategy LOW_CPU", "idle", "% of a core", 0.1),
                new Row("durability HOST, forceInterval 10 ms", "lost", "%", 0))),
        directory);

    String text = Files.readString(directory.resolve(TuningFigures.FILE));
    for (String option : List.of("ringSize", "waitStrategy", "durability HOST, forceInterval")) {
      assertTrue(text.contains("\n## " + option + "\n"), text);
    }
    for (String plot : List.of("tuning-ringSize.svg", "tuning-waitStrategy.svg")) {
      assertTrue(text.contains("(" + plot + ")"), text);
      assertTrue(Files.readString(directory.resolve(plot)).contains("<svg"), plot);
    }
  }
}
