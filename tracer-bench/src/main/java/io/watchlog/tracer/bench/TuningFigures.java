package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** The tables and curves that the tuning guide shows, made of a sweep's results. */
final class TuningFigures {
  static final String FILE = "tuning-figures.md";

  /** An option, a space, a whole number, and perhaps its unit. */
  private static final Pattern NUMBERED = Pattern.compile("(.+) (\\d+)( \\w+)?");

  /** What is drawn of an option: metrics of one unit. */
  private record Curve(String option, String title, String unit, List<String> metrics) {}

  private static final List<Curve> CURVES =
      List.of(
          new Curve(
              "ringSize",
              "Share of a burst that is lost, after a rest",
              "%",
              List.of("lost of a burst of 20,000")),
          new Curve(
              "waitStrategy",
              "Processor time of the tracer's threads",
              "% of a core",
              List.of("idle", "10,000 spans/s")),
          new Curve(
              "waitStrategy, each span sent",
              "Age of a span when it is delivered, each sent at once",
              "ms",
              List.of("mean age when delivered")),
          new Curve("overflowPolicy", "Lost under overload", "%", List.of("lost")),
          new Curve("batchSize", "Sender's CPU for a span", "ns CPU/span", List.of("sender")),
          new Curve(
              "autoFlushInterval",
              "Age of a span when it is delivered",
              "ms",
              List.of("mean age when delivered")),
          new Curve(
              "flushOnSpanCount",
              "Age of a span when it is delivered",
              "ms",
              List.of("mean age when delivered")),
          new Curve(
              "maxQueueBytes", "Journal's CPU for a span", "ns CPU/span", List.of("journal")));

  private TuningFigures() {}

  /** Writes them into the directory; replaces those that are there. */
  static void write(ResultFile sweep, Path directory) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Files.createDirectories(directory);
    Map<String, List<Row>> options = new LinkedHashMap<>();
    for (Row row : sweep.rows()) {
      options.computeIfAbsent(option(row.label()), key -> new ArrayList<>()).add(row);
    }
    StringBuilder text = new StringBuilder("# What the options move\n\n");
    text.append(
        "Made by `io.watchlog.tracer.bench.Sweep`; [the guide](tuning.md) says how to read it.\n\n");
    text.append("%s; %s; %s%n".formatted(sweep.machine(), sweep.jdk(), sweep.date()));
    for (Map.Entry<String, List<Row>> option : options.entrySet()) {
      text.append("\n## ").append(option.getKey()).append("\n\n");
      text.append(ResultTable.of(option.getValue()));
      for (Curve curve : CURVES) {
        if (curve.option().equals(option.getKey())) {
          String file = "tuning-" + curve.option().replaceAll("\\W+", "-") + ".svg";
          draw(curve, option.getValue(), directory.resolve(file));
          text.append("\n![%s](%s)%n".formatted(curve.title(), file));
        }
      }
    }
    Files.writeString(directory.resolve(FILE), text);
  }

  /** Of a label: what is before its value. */
  private static String option(String label) {
    Matcher numbered = NUMBERED.matcher(label);
    return numbered.matches() ? numbered.group(1) : label.substring(0, label.lastIndexOf(' '));
  }

  private static void draw(Curve curve, List<Row> rows, Path file) throws IOException {
    Matcher first = NUMBERED.matcher(rows.get(0).label());
    if (!first.matches()) {
      bars(curve, rows, file);
      return;
    }
    String unit = first.group(3) == null ? "" : " [" + first.group(3).strip() + "]";
    XYChart chart =
        Charts.lines(
            curve.title(), curve.option() + unit, curve.unit(), Charts.WIDTH, Charts.HEIGHT);
    for (String metric : curve.metrics()) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (Row row : rows) {
        Matcher numbered = NUMBERED.matcher(row.label());
        if (row.metric().equals(metric) && numbered.matches()) {
          x.add(Double.valueOf(numbered.group(2)));
          y.add(row.value());
        }
      }
      if (!x.isEmpty()) {
        XYSeries unused = chart.addSeries(metric, x, y);
      }
    }
    Charts.save(chart, file);
  }

  private static void bars(Curve curve, List<Row> rows, Path file) throws IOException {
    CategoryChart chart = Charts.bars(curve.title(), curve.unit());
    for (String metric : curve.metrics()) {
      List<String> names = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (Row row : rows) {
        if (row.metric().equals(metric)) {
          names.add(row.label().substring(curve.option().length() + 1));
          values.add(row.value());
        }
      }
      if (!values.isEmpty()) {
        CategorySeries unused = chart.addSeries(metric, names, values);
      }
    }
    Charts.save(chart, file);
  }
}
