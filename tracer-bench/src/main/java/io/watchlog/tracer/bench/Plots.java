package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;

/** The figures as SVG files. Not thread-safe. */
final class Plots {
  private static final Map<Double, String> PERCENTILES_OF_TAILS =
      new TreeMap<>(
          Map.of(2.0, "p50", 10.0, "p90", 100.0, "p99", 1_000.0, "p99.9", 10_000.0, "p99.99"));

  private final Figures figures;
  private final Path directory;
  private final Map<Goal, List<String>> written = new EnumMap<>(Goal.class);

  private Plots(Figures figures, Path directory) {
    this.figures = figures;
    this.directory = directory;
  }

  /** Draws all that there are figures for; returns the names of the files. */
  static Map<Goal, List<String>> write(Figures figures, Path directory) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Plots plots = new Plots(figures, directory);
    plots.spans("CPU of the caller for a span", JmhForks.CPU, "ns", "span-time");
    plots.spans("Allocated by the caller for a span", JmhForks.ALLOCATED, "B", "span-bytes");
    plots.latency();
    plots.throughput();
    for (String dimension : GrowthLoad.DIMENSIONS.keySet().stream().sorted().toList()) {
      plots.growth(dimension);
    }
    return plots.written;
  }

  private void spans(String title, String metric, String unit, String name) throws IOException {
    CategoryChart chart = Charts.bars(title, unit);
    for (int producers : new int[] {1, 2}) {
      String series = producers == 1 ? "1 producer" : "2 producers";
      List<String> contenders = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (String contender : SpanComparison.CONTENDERS) {
        Samples samples =
            figures.samples(
                Figures.SPAN, SpanComparison.label(contender, producers, false), metric);
        add(contenders, values, contender.replace("tracer, handles", "handles"), samples);
      }
      series(chart, series, contenders, values);
    }
    save(chart, Goal.B1, name);
  }

  /** Each decade of the axis is a nine more: 10 is the 90th percentile, 1,000 the 99.9th. */
  private void latency() throws IOException {
    XYChart chart =
        Charts.lines(
            "Latency at 100,000 spans/s, counted from when a span was due",
            "percentile, from p50 on",
            "ns",
            Charts.WIDTH,
            Charts.HEIGHT);
    chart
        .getStyler()
        .setYAxisMin(null)
        .setYAxisLogarithmic(true)
        .setYAxisLogarithmicDecadeOnly(true);
    chart
        .getStyler()
        .setXAxisTickLabelsFormattingFunction(tail -> PERCENTILES_OF_TAILS.getOrDefault(tail, ""));
    for (String label : List.of("tracer", "empty loop")) {
      List<Double> tails = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      PERCENTILES_OF_TAILS.forEach(
          (tail, percentile) -> {
            Samples samples = figures.samples(Figures.LATENCY, label, percentile);
            if (!samples.isEmpty()) {
              tails.add(tail);
              values.add(samples.median());
            }
          });
      if (!values.isEmpty()) {
        XYSeries unused = chart.addSeries(label, tails, values);
      }
    }
    save(chart, Goal.B2, "latency");
  }

  private void throughput() throws IOException {
    CategoryChart chart = Charts.bars("Delivered, nothing lost", "spans/s");
    chart.getStyler().setLegendVisible(false);
    List<String> labels = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (String name : List.of(Figures.END_TO_END, Figures.END_TO_END_PEER)) {
      figures.file(name).map(ResultFile::rows).orElse(List.of()).stream()
          .map(Row::label)
          .distinct()
          .forEach(label -> add(labels, values, label, figures.samples(name, label, "delivered")));
    }
    series(chart, "spans/s", labels, values);
    save(chart, Goal.B3, "throughput");
  }

  /** None of something is drawn at 1, since a logarithm has no 0. */
  private void growth(String dimension) throws IOException {
    boolean fromNone = GrowthLoad.DIMENSIONS.get(dimension).contains(0);
    XYChart chart =
        Charts.lines(
            "Cost of a span to its caller",
            GrowthLoad.axis(dimension),
            "ns",
            Charts.HALF_WIDTH,
            Charts.HALF_HEIGHT);
    if (fromNone) {
      chart
          .getStyler()
          .setXAxisTickLabelsFormattingFunction(x -> x == 1 ? "none" : Charts.number(x));
    }
    for (String metric : List.of(JmhForks.CPU, JmhForks.WALL)) {
      // With more producers than processors the clock shows how long they wait for one.
      if (dimension.equals(GrowthLoad.PRODUCERS) && metric.equals(JmhForks.WALL)) {
        continue;
      }
      List<Double> sizes = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (int size : GrowthLoad.DIMENSIONS.get(dimension)) {
        Samples samples = figures.samples(Figures.GROWTH, dimension + "=" + size, metric);
        if (!samples.isEmpty()) {
          sizes.add((double) Math.max(1, size));
          values.add(samples.median());
        }
      }
      if (!values.isEmpty()) {
        XYSeries unused = chart.addSeries(metric, sizes, values);
      }
    }
    save(chart, Goal.B7, "growth-" + dimension.replace(' ', '-'));
  }

  private static void add(List<String> names, List<Double> values, String name, Samples samples) {
    if (!samples.isEmpty()) {
      names.add(name);
      values.add(samples.median());
    }
  }

  private static void series(
      CategoryChart chart, String name, List<String> names, List<Double> values) {
    if (!values.isEmpty()) {
      CategorySeries unused = chart.addSeries(name, names, values);
    }
  }

  private void save(Chart<?, ? extends Series> chart, Goal goal, String name) throws IOException {
    if (chart.getSeriesCollection().isEmpty()) {
      return;
    }
    String file = name + ".svg";
    Charts.save(chart, directory.resolve(file));
    written.computeIfAbsent(goal, key -> new ArrayList<>()).add(file);
  }
}
