package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Results as Markdown tables that are also readable as they are: a line for each label, a column
 * for each metric. Labels one after the other that have the same metrics share a table.
 */
final class ResultTable {
  private ResultTable() {}

  static String of(List<Row> rows) {
    Map<String, Map<String, String>> lines = new LinkedHashMap<>();
    for (Row row : rows) {
      lines
          .computeIfAbsent(row.label(), label -> new LinkedHashMap<>())
          .put(row.metric() + " [" + row.unit() + "]", number(row.value()));
    }
    StringBuilder text = new StringBuilder();
    List<List<String>> table = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> line : lines.entrySet()) {
      List<String> header = cells("", line.getValue().keySet());
      if (table.isEmpty() || !table.get(0).equals(header)) {
        append(text, table);
        table.clear();
        table.add(header);
      }
      table.add(cells(line.getKey(), line.getValue().values()));
    }
    append(text, table);
    return text.toString();
  }

  private static List<String> cells(String first, Iterable<String> others) {
    List<String> cells = new ArrayList<>();
    cells.add(first);
    others.forEach(cells::add);
    return cells;
  }

  /** Three digits that mean something, whatever the size. */
  private static String number(double value) {
    double size = Math.abs(value);
    int decimals =
        size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static void append(StringBuilder text, List<List<String>> table) {
    if (table.isEmpty()) {
      return;
    }
    int columns = table.get(0).size();
    int[] widths = new int[columns];
    for (List<String> line : table) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    text.append(text.isEmpty() ? "" : "\n");
    append(text, table.get(0), widths);
    for (int i = 0; i < columns; i++) {
      text.append(i == 0 ? "|:" : "|").append("-".repeat(widths[i] + 1));
      text.append(i == 0 ? "" : ":");
    }
    text.append("|\n");
    for (List<String> line : table.subList(1, table.size())) {
      append(text, line, widths);
    }
  }

  private static void append(StringBuilder text, List<String> line, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - line.get(i).length());
      text.append("| ").append(i == 0 ? line.get(i) + padding : padding + line.get(i)).append(' ');
    }
    text.append("|\n");
  }
}
