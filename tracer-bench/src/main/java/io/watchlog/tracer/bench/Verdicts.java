package io.watchlog.tracer.bench;

import static io.watchlog.tracer.bench.SpanComparison.ESCAPING;
import static io.watchlog.tracer.bench.SpanComparison.FLOOR;
import static io.watchlog.tracer.bench.SpanComparison.OPENTELEMETRY;
import static io.watchlog.tracer.bench.SpanComparison.TRACER;

import java.util.ArrayList;
import java.util.List;

/** The goals, and where their figures are. */
final class Verdicts {
  /** Half a byte: what is allocated once in a burst, by the JVM or the benchmark, is no span's. */
  private static final double NO_BYTES = 0.5;

  private final Figures figures;
  private final List<Verdict> verdicts = new ArrayList<>();

  private Verdicts(Figures figures) {
    this.figures = figures;
  }

  static List<Verdict> of(Figures figures) {
    Verdicts verdicts = new Verdicts(figures);
    verdicts.spans(false, "");
    verdicts.atMost(
        Goal.B1,
        "allocated, handles escape",
        verdicts.span(ESCAPING, 1, false, JmhForks.ALLOCATED),
        32,
        "B");
    verdicts.spans(true, ", heap promoted");
    verdicts.latency();
    verdicts.endToEnd();
    verdicts.programs();
    verdicts.growth(GrowthLoad.PAYLOAD);
    verdicts.growthOfWhatIsCut();
    verdicts.growth(GrowthLoad.OPEN_SPANS);
    verdicts.growth(GrowthLoad.BACKLOG);
    verdicts.piece("encode", "encode a span", 500);
    verdicts.piece("append", "append a record", 100);
    verdicts.piece("scan, CLEAN", "redact 256 clean characters", 150);
    return List.copyOf(verdicts.verdicts);
  }

  private void atMost(Goal goal, String what, Samples measured, double limit, String unit) {
    verdicts.add(Verdict.atMost(goal, what, measured, limit, unit));
  }

  private void spans(boolean promoted, String suffix) {
    for (int producers : new int[] {1, 2}) {
      String with = (producers == 1 ? ", 1 producer" : ", 2 producers") + suffix;
      Samples tracer = span(TRACER, producers, promoted, JmhForks.CPU);
      atMost(
          Goal.B1,
          "tracer / floor" + with,
          tracer.dividedBy(span(FLOOR, producers, promoted, JmhForks.CPU)),
          producers == 1 ? 1.4 : 1.25,
          "×");
      atMost(
          Goal.B1,
          "tracer / OpenTelemetry" + with,
          tracer.dividedBy(span(OPENTELEMETRY, producers, promoted, JmhForks.CPU)),
          0.25,
          "×");
      atMost(
          Goal.B1,
          "tracer / floor" + with + ", wall clock",
          span(TRACER, producers, promoted, JmhForks.WALL)
              .dividedBy(span(FLOOR, producers, promoted, JmhForks.WALL)),
          producers == 1 ? 1.4 : 1.25,
          "×");
      atMost(
          Goal.B1,
          "allocated" + with,
          span(TRACER, producers, promoted, JmhForks.ALLOCATED),
          NO_BYTES,
          "B");
    }
  }

  private Samples span(String contender, int producers, boolean promoted, String metric) {
    return figures.samples(
        Figures.SPAN, SpanComparison.label(contender, producers, promoted), metric);
  }

  private void latency() {
    Samples tail = figures.samples(Figures.LATENCY, "tracer", "p99.9");
    Samples emptyTail = figures.samples(Figures.LATENCY, "empty loop", "p99.9");
    Samples above =
        tail.isEmpty() || emptyTail.isEmpty()
            ? new Samples(List.of())
            : new Samples(List.of(tail.median() - emptyTail.median()));
    atMost(Goal.B2, "p50", figures.samples(Figures.LATENCY, "tracer", "p50"), 250, "ns");
    atMost(Goal.B2, "p99.9 above the empty loop's", above, 2_000, "ns");
    // The loops take turns by the second: what one of them meets the other may have caused.
    for (String loop : List.of("tracer", "empty loop")) {
      atMost(
          Goal.B2,
          "garbage collections during the seconds of the " + loop,
          figures.samples(Figures.LATENCY, loop, "collections"),
          0,
          "");
    }
    atMost(Goal.B2, "spans dropped", figures.samples(Figures.LATENCY, "tracer", "dropped"), 0, "");
  }

  private void endToEnd() {
    Samples rate = figures.samples(Figures.END_TO_END, "tracer", "delivered");
    Samples peerRate = figures.samples(Figures.END_TO_END_PEER, "OpenTelemetry", "delivered");
    verdicts.add(Verdict.atLeast(Goal.B3, "delivered", rate, 1_000_000, "spans/s"));
    verdicts.add(
        Verdict.atLeast(
            Goal.B3, "delivered, tracer / OpenTelemetry", rate.dividedBy(peerRate), 7, "×"));
    atMost(
        Goal.B3,
        "CPU of the tracer's threads for a span",
        figures.samples(Figures.END_TO_END, "tracer", "CPU of own threads"),
        1_500,
        "ns");
    atMost(Goal.B3, "spans lost", figures.samples(Figures.END_TO_END, "tracer", "lost"), 0, "");
    atMost(
        Goal.B3,
        "spans lost by OpenTelemetry",
        figures.samples(Figures.END_TO_END_PEER, "OpenTelemetry", "lost"),
        0,
        "");
    atMost(
        Goal.B3,
        "spans unaccounted for",
        figures.samples(Figures.END_TO_END, "tracer", "unaccounted"),
        0,
        "");
  }

  private void programs() {
    atMost(Goal.B4, "idle", program(Figures.REST, "idle", "total"), 0.3, "% of a core");
    atMost(
        Goal.B4,
        "10,000 spans/s",
        program(Figures.REST, "10,000 spans/s", "total"),
        3,
        "% of a core");
    atMost(
        Goal.B5,
        "first span accepted",
        program(Figures.BACKLOG, "start", "first span accepted"),
        50,
        "ms");
    atMost(
        Goal.B5, "heap while it drains", program(Figures.BACKLOG, "start", "peak heap"), 32, "MiB");
    verdicts.add(
        Verdict.atLeast(
            Goal.B5,
            "drained",
            program(Figures.BACKLOG, "start", "drained"),
            1_000_000,
            "spans/s"));
    atMost(Goal.B5, "spans lost", program(Figures.BACKLOG, "start", "lost"), 0, "");
    atMost(
        Goal.B6,
        "heap and direct memory",
        program(Figures.FOOTPRINT, "default", "heap and direct"),
        24,
        "MiB");
    atMost(Goal.B6, "threads", program(Figures.FOOTPRINT, "default", "threads"), 2, "");
    atMost(Goal.B6, "build()", program(Figures.FOOTPRINT, "default", "build"), 30, "ms");
  }

  private Samples program(String name, String label, String metric) {
    return figures.samples(name, label, metric);
  }

  private void growth(String dimension) {
    List<Integer> sizes = GrowthLoad.DIMENSIONS.get(dimension);
    Samples smallest = growth(dimension, sizes.get(0));
    Samples largest = growth(dimension, sizes.get(sizes.size() - 1));
    String what = "%s %,d / %,d".formatted(dimension, sizes.get(sizes.size() - 1), sizes.get(0));
    atMost(Goal.B7, what, largest.dividedBy(smallest), 1.5, "×");
  }

  /** Texts that are both longer than a setter keeps: the goal lets the cost grow until there. */
  private void growthOfWhatIsCut() {
    Samples cut = growth(GrowthLoad.PAYLOAD, 10_000);
    Samples largest = growth(GrowthLoad.PAYLOAD, 10_000_000);
    atMost(Goal.B7, "payload 10,000,000 / 10,000", largest.dividedBy(cut), 1.5, "×");
  }

  private Samples growth(String dimension, int size) {
    return figures.samples(Figures.GROWTH, dimension + "=" + size, JmhForks.CPU);
  }

  private void piece(String label, String what, double limitNs) {
    atMost(Goal.B8, what, figures.samples(Figures.PIECES, label, JmhForks.CPU), limitNs, "ns");
  }
}
