package io.watchlog.tracer.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The comparison as Markdown, with its plots beside it. */
final class Report {
  static final String FILE = "REPORT.md";

  private static final String METHOD = "method.md";
  private static final Map<Goal, List<String>> FILES = new EnumMap<>(Goal.class);

  static {
    FILES.put(Goal.B1, List.of(Figures.SPAN));
    FILES.put(Goal.B2, List.of(Figures.LATENCY));
    FILES.put(Goal.B3, List.of(Figures.END_TO_END, Figures.END_TO_END_PEER));
    FILES.put(Goal.B4, List.of(Figures.REST));
    FILES.put(Goal.B5, List.of(Figures.BACKLOG));
    FILES.put(Goal.B6, List.of(Figures.FOOTPRINT));
    FILES.put(Goal.B7, List.of(Figures.GROWTH));
    FILES.put(Goal.B8, List.of(Figures.PIECES));
  }

  private Report() {}

  /**
   * Makes it of the results in a directory, and puts it there.
   *
   * @param failures of the run that it is the report of
   */
  static void write(Path directory, List<String> failures) throws IOException {
    Files.createDirectories(directory);
    Figures figures = Figures.read(directory);
    Map<Goal, List<String>> plots = Plots.write(figures, directory);
    Files.writeString(directory.resolve(FILE), text(figures, plots, failures));
  }

  static String text(Figures figures, Map<Goal, List<String>> plots, List<String> failures)
      throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# How fast the tracer is\n\n");
    text.append("Made by `io.watchlog.tracer.bench.Compare`; the raw figures are beside it.\n");
    text.append("A figure is the median, with the least and the most of all forks or rounds.\n\n");
    if (!failures.isEmpty()) {
      text.append("Failed or not run, and older or missing below for it:\n\n");
      failures.forEach(failure -> text.append("- ").append(failure).append('\n'));
      text.append('\n');
    }
    text.append("## Goals\n\n| | | goal | measured | |\n|---|---|--:|--:|---|\n");
    for (Verdict verdict : Verdicts.of(figures)) {
      text.append(
          "| %s | %s | %s | %s | %s |%n"
              .formatted(
                  verdict.goal(),
                  verdict.what(),
                  verdict.limitText(),
                  verdict.measuredText(),
                  verdict.outcome()));
    }
    for (Goal goal : Goal.values()) {
      section(text, goal, figures, plots.getOrDefault(goal, List.of()));
    }
    text.append('\n').append(method());
    figures
        .file(Figures.PEER_SETTINGS)
        .ifPresent(
            file ->
                text.append("\nHow OpenTelemetry's settings in B3 were chosen (`PeerSweep`):\n\n")
                    .append(ResultTable.of(file.rows())));
    return text.toString();
  }

  private static void section(StringBuilder text, Goal goal, Figures figures, List<String> plots) {
    text.append("\n## ").append(goal).append(": ").append(goal.title()).append('\n');
    for (String name : FILES.get(goal)) {
      figures
          .file(name)
          .ifPresentOrElse(
              file -> {
                text.append("\n%s; %s; %s%n%n".formatted(file.machine(), file.jdk(), file.date()));
                text.append(ResultTable.of(file.rows()));
              },
              () -> text.append("\nNot run (`").append(name).append("`).\n"));
    }
    for (String plot : plots) {
      text.append("\n![%s](%s)%n".formatted(plot.replace(".svg", ""), plot));
    }
  }

  private static String method() throws IOException {
    try (InputStream in = Report.class.getResourceAsStream(METHOD)) {
      if (in == null) {
        throw new IOException(METHOD + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
