package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A class that grows over the limit does more than one job. */
class SourceFilesTest {
  private static final int MAX_LINES = 400;

  @Test
  void noSourceFileIsOver400Lines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    List<Path> files = sourcesOfAllModules();
    assertFalse(files.isEmpty());
    for (Path file : files) {
      int lines = Files.readAllLines(file).size();
      if (lines > MAX_LINES) {
        tooLong.add(file + ": " + lines);
      }
    }
    assertEquals(List.of(), tooLong);
  }

  private static List<Path> sourcesOfAllModules() throws IOException {
    List<Path> files = new ArrayList<>();
    Path project = Path.of("").toAbsolutePath().getParent();
    try (Stream<Path> modules = Files.list(project)) {
      for (Path sources : modules.map(m -> m.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(sources)) {
          try (Stream<Path> tree = Files.walk(sources)) {
            tree.filter(p -> p.toString().endsWith(".java")).forEach(files::add);
          }
        }
      }
    }
    return files;
  }
}
