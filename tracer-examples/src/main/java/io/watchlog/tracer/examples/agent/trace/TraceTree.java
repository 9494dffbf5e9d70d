package io.watchlog.tracer.examples.agent.trace;

import io.watchlog.tracer.examples.cli.SafeText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A trace as text, one line for each span under a line of totals:
 *
 * <pre>
 * trace-5f0c… myapp: 3 spans, 152 ms, 42 tokens, $0.002
 * └─ handle_request      152 ms  Success
 *    ├─ validate_input  1.20 ms  Success
 *    └─ call_llm         140 ms  Success  gpt-4 (openai)  42 tokens  $0.002
 * </pre>
 *
 * <p>Pure: the same trace gives the same text. Bounded whatever was sent: {@value #MAX_LINES} spans
 * are shown, {@value #MAX_INDENT} levels are indented, every text is cut and made safe for a
 * terminal.
 */
public final class TraceTree {
  private static final int MAX_LINES = 500;
  private static final int MAX_INDENT = 32;
  private static final int MAX_NAME_COLUMN = 60;

  private record Line(String label, TraceNode node) {}

  private TraceTree() {}

  /**
   * Renders a trace.
   *
   * @param trace what is kept of it
   * @return lines that end in a line feed
   */
  public static String render(ReceivedTrace trace) {
    List<Line> lines = new ArrayList<>();
    int nameColumn = 0;
    for (Line line : lines(TraceNode.arrange(trace.spans()))) {
      lines.add(line);
      nameColumn = Math.max(nameColumn, width(line.label()));
    }
    nameColumn = Math.min(nameColumn, MAX_NAME_COLUMN);
    StringBuilder text = new StringBuilder(totals(trace)).append('\n');
    for (Line line : lines) {
      text.append(line.label());
      text.append(" ".repeat(Math.max(0, nameColumn - width(line.label()))));
      text.append(details(line.node())).append('\n');
    }
    long hidden = trace.spans().size() - lines.size() + trace.omitted();
    if (hidden > 0) {
      text.append("… and ").append(counted(hidden, "more span")).append('\n');
    }
    return text.toString();
  }

  /** The labels with their box drawing, depth first; without recursion, for a chain may be long. */
  private static List<Line> lines(List<TraceNode> roots) {
    record Pending(TraceNode node, String indent, int depth, boolean last) {}
    Deque<Pending> stack = new ArrayDeque<>();
    for (int i = roots.size() - 1; i >= 0; i--) {
      stack.push(new Pending(roots.get(i), "", 0, i == roots.size() - 1));
    }
    List<Line> lines = new ArrayList<>();
    while (!stack.isEmpty() && lines.size() < MAX_LINES) {
      Pending next = stack.pop();
      String branch = next.indent() + (next.last() ? "└─ " : "├─ ");
      lines.add(new Line(branch + SafeText.of(next.node().span().name()), next.node()));
      String indent =
          next.depth() < MAX_INDENT ? next.indent() + (next.last() ? "   " : "│  ") : next.indent();
      List<TraceNode> children = next.node().children();
      for (int i = children.size() - 1; i >= 0; i--) {
        stack.push(
            new Pending(children.get(i), indent, next.depth() + 1, i == children.size() - 1));
      }
    }
    return lines;
  }

  private static String totals(ReceivedTrace trace) {
    List<ReceivedSpan> spans = trace.spans();
    String app = spans.isEmpty() ? "" : " " + SafeText.of(spans.get(0).app());
    long startUs = spans.stream().mapToLong(ReceivedSpan::startUs).min().orElse(0);
    long endUs = spans.stream().mapToLong(ReceivedSpan::endUs).max().orElse(0);
    long tokens = spans.stream().mapToLong(ReceivedSpan::tokens).sum();
    double cost = spans.stream().mapToDouble(ReceivedSpan::cost).sum();
    long errors = spans.stream().filter(span -> !span.status().equals("Success")).count();
    List<String> parts = new ArrayList<>();
    parts.add(counted(spans.size() + trace.omitted(), "span"));
    parts.add(duration(endUs - startUs));
    parts.add(counted(tokens, "token"));
    parts.add(cost(cost));
    if (errors > 0) {
      parts.add(errors + " not successful");
    }
    return SafeText.of(trace.id()) + app + ": " + String.join(", ", parts);
  }

  private static String details(TraceNode node) {
    ReceivedSpan span = node.span();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "  %7s  %s", duration(span.durationUs()), span.status()));
    if (!span.model().isEmpty() || !span.provider().isEmpty()) {
      text.append("  ").append(SafeText.of(span.model()));
      text.append(span.provider().isEmpty() ? "" : " (" + SafeText.of(span.provider()) + ")");
    }
    text.append(span.tokens() == 0 ? "" : "  " + counted(span.tokens(), "token"));
    text.append(span.cost() == 0 ? "" : "  " + cost(span.cost()));
    String cause = cause(span);
    text.append(cause.isEmpty() ? "" : "  " + SafeText.of(cause));
    text.append(node.orphan() ? "  (its parent was not received)" : "");
    return text.toString();
  }

  private static String cause(ReceivedSpan span) {
    String type = span.metadataText("error.type");
    String shortType = type.substring(type.lastIndexOf('.') + 1);
    String message = span.metadataText("error.message");
    return shortType + (shortType.isEmpty() || message.isEmpty() ? "" : ": ") + message;
  }

  private static String counted(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  private static String duration(long us) {
    if (Math.abs(us) < 10_000) {
      return String.format(Locale.ROOT, "%.2f ms", us / 1e3);
    }
    return Math.abs(us) < 10_000_000
        ? String.format(Locale.ROOT, "%d ms", us / 1_000)
        : String.format(Locale.ROOT, "%.1f s", us / 1e6);
  }

  /** Six decimals at most: sums of binary fractions have tails that nobody was charged. */
  private static String cost(double cost) {
    if (!Double.isFinite(cost) || Math.abs(cost) >= 1e12) {
      return "$" + cost;
    }
    BigDecimal rounded = BigDecimal.valueOf(cost).setScale(6, RoundingMode.HALF_UP);
    return "$" + (rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString());
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
