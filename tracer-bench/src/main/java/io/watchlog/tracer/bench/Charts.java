package io.watchlog.tracer.bench;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How all plots look: on white, whole numbers on the axes, readable at the width of a README. */
final class Charts {
  static final int WIDTH = 720;
  static final int HEIGHT = 360;

  /** Two of them beside each other. */
  static final int HALF_WIDTH = 430;

  static final int HALF_HEIGHT = 280;

  private static final int FONT_SIZE = 12;

  private Charts() {}

  /** Bars from 0 on, each with its number. */
  static CategoryChart bars(String title, String yTitle) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.75);
    chart.getStyler().setLabelsVisible(true).setLabelsPosition(1.1);
    chart.getStyler().setLabelsFont(font(Font.PLAIN)).setLabelsFontColor(Color.DARK_GRAY);
    return chart;
  }

  /** Lines over a logarithmic axis, from 0 on. */
  static XYChart lines(String title, String xTitle, String yTitle, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    AxesChartStyler styler = chart.getStyler();
    style(styler);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setXAxisLogarithmic(true).setXAxisLogarithmicDecadeOnly(true);
    styler.setXAxisTickLabelsFormattingFunction(Charts::number).setYAxisMin(0.0);
    return chart;
  }

  private static void style(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    styler.setChartTitleFont(font(Font.BOLD)).setLegendFont(font(Font.PLAIN));
    styler.setAxisTitleFont(font(Font.PLAIN)).setAxisTickLabelsFont(font(Font.PLAIN));
    styler.setPlotGridLinesColor(new Color(225, 225, 225));
    styler.setYAxisTickLabelsFormattingFunction(Charts::number);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendLayout(LegendLayout.Horizontal);
  }

  private static Font font(int style) {
    return new Font(Font.SANS_SERIF, style, FONT_SIZE);
  }

  /** With thousands told apart, and decimals where it is small. */
  static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : Verdict.number(value);
  }

  static void save(Chart<?, ?> chart, Path file) throws IOException {
    ChartEncoder.saveChart(chart, file.toString(), "svg");
  }
}
