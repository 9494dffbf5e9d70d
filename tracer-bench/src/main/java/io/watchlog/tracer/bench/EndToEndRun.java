package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@link EndToEnd} in a JVM of its own.
 *
 * @param exitCode not 0 where it failed, or a span was not accounted for
 * @param rows what it measured; empty where it did not get so far
 */
record EndToEndRun(int exitCode, List<Row> rows) {
  /** Runs it to its end with these arguments. */
  static EndToEndRun of(String... args) throws IOException, InterruptedException {
    Path json = Files.createTempFile("end-to-end", ".json");
    try {
      String[] all =
          Stream.concat(Stream.of(args), Stream.of("--json", json.toString()))
              .toArray(String[]::new);
      int exitCode = ChildJvm.run(EndToEnd.class, all);
      return new EndToEndRun(
          exitCode, Files.size(json) > 0 ? ResultFile.read(json).rows() : List.of());
    } finally {
      Files.deleteIfExists(json);
    }
  }
}
