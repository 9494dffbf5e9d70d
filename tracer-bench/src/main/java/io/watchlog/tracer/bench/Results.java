package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The figures of a program while it measures them. Not thread-safe. */
final class Results {
  private final String name;
  private final List<Row> rows = new ArrayList<>();

  /** No figures yet, of the program with that name. */
  Results(String name) {
    this.name = name;
  }

  void add(String label, String metric, String unit, double value) {
    rows.add(new Row(label, metric, unit, value));
  }

  /** Prints them, and writes them to the file where one was asked for. */
  void publish(Optional<Path> json) throws IOException {
    System.out.print(ResultTable.of(rows));
    if (json.isPresent()) {
      ResultFile.measuredHere(name, rows).write(json.get());
    }
  }
}
