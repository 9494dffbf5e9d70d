package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The figures as SVG files. Not thread-safe. */
final class Plots {
  private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "p99.99");
  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;

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
    CategoryChart chart = chart(title, "", unit, CategorySeriesRenderStyle.Bar);
    for (int producers : new int[] {1, 2}) {
      String series = producers == 1 ? "1 producer" : "2 producers";
      List<String> contenders = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (String contender : SpanComparison.CONTENDERS) {
        Samples samples =
            figures.samples(
                Figures.SPAN, SpanComparison.label(contender, producers, false), metric);
        add(contenders, values, contender, samples);
      }
      series(chart, series, contenders, values);
    }
    save(chart, Goal.B1, name);
  }

  private void latency() throws IOException {
    CategoryChart chart =
        chart("Latency at 100,000 spans/s", "", "ns", CategorySeriesRenderStyle.Line);
    chart.getStyler().setYAxisLogarithmic(true);
    for (String label : List.of("tracer", "empty loop")) {
      List<String> percentiles = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (String percentile : PERCENTILES) {
        add(percentiles, values, percentile, figures.samples(Figures.LATENCY, label, percentile));
      }
      series(chart, label, percentiles, values);
    }
    save(chart, Goal.B2, "latency");
  }

  private void throughput() throws IOException {
    CategoryChart chart =
        chart("Delivered, nothing lost", "", "spans/s", CategorySeriesRenderStyle.Bar);
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

  private void growth(String dimension) throws IOException {
    CategoryChart chart =
        chart(
            "CPU of the caller for a span: " + dimension,
            dimension,
            "ns",
            CategorySeriesRenderStyle.Line);
    chart.getStyler().setYAxisMin(0.0);
    List<String> sizes = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int size : GrowthLoad.DIMENSIONS.get(dimension)) {
      Samples samples = figures.samples(Figures.GROWTH, dimension + "=" + size, JmhForks.CPU);
      add(sizes, values, "%,d".formatted(size), samples);
    }
    series(chart, "tracer", sizes, values);
    save(chart, Goal.B7, "growth-" + dimension.replace(' ', '-'));
  }

  private static CategoryChart chart(
      String title, String xTitle, String yTitle, CategorySeriesRenderStyle style) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.XChart)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    chart.getStyler().setDefaultSeriesRenderStyle(style);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    return chart;
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
      chart.addSeries(name, names, values);
    }
  }

  private void save(CategoryChart chart, Goal goal, String name) throws IOException {
    if (chart.getSeriesCollection().isEmpty()) {
      return;
    }
    String file = name + ".svg";
    ChartEncoder.saveChart(chart, directory.resolve(file).toString(), "svg");
    written.computeIfAbsent(goal, key -> new ArrayList<>()).add(file);
  }
}
