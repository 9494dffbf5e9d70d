package io.watchlog.tracer.bench;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * What one span costs its caller at a steady rate, each of them recorded, beside a loop that only
 * reads the clock. The two take turns of a second, so that the machine's noise hits both alike. A
 * figure counts from the time that a span was due: a span that had to wait for a slow one before it
 * waited too.
 */
public final class Latency {
  private static final String[] OPTIONS = {"--rate", "--seconds", "--warmup", "--json"};
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

  private final PacedLoop spans;
  private final PacedLoop empty;
  private int sink;

  private Latency(MeasuredTracer subject, int rate) {
    spans = new PacedLoop(rate, subject::record);
    empty = new PacedLoop(rate, i -> sink = i);
  }

  /**
   * Runs it: {@code --rate} spans a second (100,000) for {@code --seconds} (30) after {@code
   * --warmup} seconds (5) of each, and the empty loop for as long.
   */
  public static void main(String[] args) throws IOException {
    CommandLine line = CommandLine.ofProgram(args, OPTIONS);
    int rate = line.positive("--rate", 100_000);
    int seconds = line.positive("--seconds", 30);
    int warmup = line.positive("--warmup", 5);
    System.out.println(Machine.description());
    System.out.printf("%,d spans/s for %d s, as long of an empty loop, in turns%n", rate, seconds);
    Results results = new Results("latency");
    try (ServerProcess server = ServerProcess.start();
        MeasuredTracer subject = MeasuredTracer.start(server, builder -> builder)) {
      Latency latency = new Latency(subject, rate);
      subject.warmUp(warmup);
      latency.turns(warmup);
      latency.spans.reset();
      latency.empty.reset();
      long lostBefore = subject.tracer().stats().lost();
      ThreadCosts costsBefore = subject.threads().costs();
      latency.turns(seconds);
      subject.settle();
      latency.addTo(results, subject.tracer().stats().lost() - lostBefore);
      subject
          .threads()
          .costs()
          .since(costsBefore)
          .byRole()
          .forEach((role, cost) -> latency.addBackground(results, role, cost));
    }
    results.publish(line.path("--json"));
  }

  private void turns(int seconds) {
    for (int i = 0; i < seconds; i++) {
      spans.slice();
      empty.slice();
    }
  }

  private void addTo(Results results, long dropped) {
    add(results, "tracer", spans.sinceDue());
    add(results, "empty loop", empty.sinceDue());
    add(results, "tracer, service time", spans.service());
    add(results, "empty loop, service time", empty.service());
    addCost(results, "tracer", spans);
    addCost(results, "empty loop", empty);
    results.count("tracer", "dropped", dropped);
    double aboveNs =
        spans.sinceDue().getValueAtPercentile(99.9) - empty.sinceDue().getValueAtPercentile(99.9);
    System.out.printf(
        "p50 %,d ns (goal 250), p99.9 %,.0f ns above the empty loop's (goal 2,000; %,.0f in the"
            + " median second), %d collections (goal 0), %d of %,d dropped%n",
        spans.sinceDue().getValueAtPercentile(50),
        aboveNs,
        spans.p999OfMedianSecond() - empty.p999OfMedianSecond(),
        spans.collections(),
        dropped,
        spans.sinceDue().getTotalCount());
  }

  private void addBackground(Results results, String role, ThreadCosts.Cost cost) {
    double calls = spans.sinceDue().getTotalCount();
    results.add(role + " thread", "CPU", "ns/span", cost.cpuNs() / calls);
    results.add(role + " thread", "allocated", "B/span", cost.allocatedBytes() / calls);
  }

  private static void add(Results results, String label, Histogram histogram) {
    for (double percentile : PERCENTILES) {
      String metric =
          "p" + (percentile == Math.rint(percentile) ? "%.0f" : "%s").formatted(percentile);
      results.add(label, metric, "ns", (double) histogram.getValueAtPercentile(percentile));
    }
    results.add(label, "max", "ns", (double) histogram.getMaxValue());
  }

  private static void addCost(Results results, String label, PacedLoop loop) {
    results.add(label, "p99.9 of the median second", "ns", loop.p999OfMedianSecond());
    results.count(label, "collections", loop.collections());
    results.add(label, "allocated", "B/span", loop.bytesPerCall());
  }
}
