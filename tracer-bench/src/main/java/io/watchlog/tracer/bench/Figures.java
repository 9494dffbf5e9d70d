package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All results that a report is made of. Immutable. */
final class Figures {
  static final String SPAN = "span";
  static final String LATENCY = "latency";
  static final String END_TO_END = "end-to-end";
  static final String END_TO_END_PEER = "end-to-end-opentelemetry";
  static final String PEER_SETTINGS = "opentelemetry-settings";
  static final String REST = "rest";
  static final String BACKLOG = "backlog";
  static final String FOOTPRINT = "footprint";
  static final String GROWTH = "growth";
  static final String PIECES = "pieces";

  private static final List<String> NAMES =
      List.of(
          SPAN,
          LATENCY,
          END_TO_END,
          END_TO_END_PEER,
          PEER_SETTINGS,
          REST,
          BACKLOG,
          FOOTPRINT,
          GROWTH,
          PIECES);

  private final Map<String, ResultFile> files;

  Figures(Map<String, ResultFile> files) {
    this.files = Map.copyOf(files);
  }

  static Path file(Path directory, String name) {
    return directory.resolve(name + ".json");
  }

  /** Those that are there. */
  static Figures read(Path directory) throws IOException {
    Map<String, ResultFile> files = new LinkedHashMap<>();
    for (String name : NAMES) {
      Path file = file(directory, name);
      if (Files.exists(file)) {
        files.put(name, ResultFile.read(file));
      }
    }
    return new Figures(files);
  }

  Optional<ResultFile> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** Of all forks or rounds; empty where it was not measured. */
  Samples samples(String name, String label, String metric) {
    return new Samples(
        file(name).map(ResultFile::rows).orElse(List.of()).stream()
            .filter(row -> row.label().equals(label) && row.metric().equals(metric))
            .map(Row::value)
            .toList());
  }
}
