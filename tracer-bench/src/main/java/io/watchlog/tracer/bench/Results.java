package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The figures of a program while it measures them. Not thread-safe. */
final class Results {
  private final String name;
  private final List<Row> rows;

  /** No figures yet, of the program with that name. */
  Results(String name) {
    this(name, List.of());
  }

  private Results(String name, List<Row> rows) {
    this.name = name;
    this.rows = new ArrayList<>(rows);
  }

  void add(String label, String metric, String unit, double value) {
    rows.add(new Row(label, metric, unit, value));
  }

  /** A number of things. */
  void count(String label, String metric, long value) {
    add(label, metric, "count", (double) value);
  }

  /** Of figures that were added more than once the median. */
  Results medians() {
    return new Results(name, Medians.of(rows));
  }

  /** Prints them, and writes them to the file where one was asked for. */
  void publish(Optional<Path> json) throws IOException {
    System.out.print(ResultTable.of(rows));
    if (json.isPresent()) {
      file().write(json.get());
    }
  }

  /** Takes over what an earlier run left of other labels; nothing where there is no such file. */
  void keepOthersOf(Path earlier) throws IOException {
    if (Files.exists(earlier)) {
      Set<String> labels = rows.stream().map(Row::label).collect(Collectors.toSet());
      List<Row> others = new ArrayList<>(ResultFile.read(earlier).rows());
      others.removeIf(row -> labels.contains(row.label()));
      rows.addAll(0, others);
    }
  }

  ResultFile file() {
    return ResultFile.measuredHere(name, rows);
  }
}
