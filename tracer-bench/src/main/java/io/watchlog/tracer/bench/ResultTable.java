package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Results as Markdown tables that are also readable as they are: a line for each label, a column
 * for each metric; the median, the least and the most of a figure that is there more than once.
 * Labels one after the other that begin with the same metric share a table.
 */
final class ResultTable {
  private final Map<String, Map<String, String>> lines = new LinkedHashMap<>();

  private ResultTable() {}

  static String of(List<Row> rows) {
    Map<String, List<Row>> byLabel = new LinkedHashMap<>();
    for (Row row : rows) {
      byLabel.computeIfAbsent(row.label(), label -> new ArrayList<>()).add(row);
    }
    List<String> tables = new ArrayList<>();
    ResultTable table = new ResultTable();
    String first = "";
    for (List<Row> line : byLabel.values()) {
      if (!table.lines.isEmpty() && !line.get(0).metric().equals(first)) {
        tables.add(table.text());
        table = new ResultTable();
      }
      first = line.get(0).metric();
      table.add(line);
    }
    tables.add(table.text());
    return String.join("\n", tables);
  }

  private void add(List<Row> line) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (Row row : line) {
      String column = row.metric() + " [" + row.unit() + "]";
      values.computeIfAbsent(column, key -> new ArrayList<>()).add(row.value());
    }
    Map<String, String> cells = new LinkedHashMap<>();
    values.forEach((column, all) -> cells.put(column, Verdict.text(new Samples(all))));
    lines.put(line.get(0).label(), cells);
  }

  private String text() {
    Set<String> metrics = new LinkedHashSet<>();
    lines.values().forEach(cells -> metrics.addAll(cells.keySet()));
    List<List<String>> table = new ArrayList<>();
    table.add(new ArrayList<>(metrics));
    table.get(0).add(0, "");
    lines.forEach(
        (label, cells) -> {
          List<String> line = new ArrayList<>(List.of(label));
          metrics.forEach(metric -> line.add(cells.getOrDefault(metric, "")));
          table.add(line);
        });
    return text(table);
  }

  private static String text(List<List<String>> table) {
    int[] widths = new int[table.get(0).size()];
    for (List<String> line : table) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    append(text, table.get(0), widths);
    for (int i = 0; i < widths.length; i++) {
      text.append(i == 0 ? "|:" : "|").append("-".repeat(widths[i] + 1));
      text.append(i == 0 ? "" : ":");
    }
    text.append("|\n");
    for (List<String> line : table.subList(1, table.size())) {
      append(text, line, widths);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, List<String> line, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - line.get(i).length());
      text.append("| ").append(i == 0 ? line.get(i) + padding : padding + line.get(i)).append(' ');
    }
    text.append("|\n");
  }
}
