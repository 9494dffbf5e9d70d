package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The figures of a file as a Markdown table: a line to a label, a column to a metric. */
final class FigureTable {
  private FigureTable() {}

  static String of(ResultFile file) {
    Set<String> columns = new LinkedHashSet<>();
    Map<String, Map<String, List<Double>>> lines = new LinkedHashMap<>();
    for (Row row : file.rows()) {
      String column = row.metric() + " [" + row.unit() + "]";
      columns.add(column);
      lines
          .computeIfAbsent(row.label(), label -> new LinkedHashMap<>())
          .computeIfAbsent(column, metric -> new ArrayList<>())
          .add(row.value());
    }
    StringBuilder text = new StringBuilder();
    text.append("| | ").append(String.join(" | ", columns)).append(" |\n");
    text.append("|---").append("|--:".repeat(columns.size())).append("|\n");
    lines.forEach(
        (label, figures) -> {
          text.append("| ").append(label).append(" |");
          for (String column : columns) {
            List<Double> values = figures.get(column);
            text.append(' ').append(values == null ? "" : Verdict.text(new Samples(values)));
            text.append(" |");
          }
          text.append('\n');
        });
    return text.toString();
  }
}
