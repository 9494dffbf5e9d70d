package io.watchlog.tracer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A queue directory of a benchmark's own, so that it adopts nothing and leaves nothing. */
final class TemporaryQueue {
  private TemporaryQueue() {}

  static Path create() throws IOException {
    return Files.createTempDirectory("watchlog-bench");
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
