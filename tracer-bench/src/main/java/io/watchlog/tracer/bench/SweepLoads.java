package io.watchlog.tracer.bench;

import io.watchlog.tracer.TracerStats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** The loads that an option is judged by. Each adds figures of the tracer that it is given. */
final class SweepLoads {
  private static final int PRODUCERS = 2;
  private static final int BURST = 20_000;
  private static final int BURSTS = 10;
  private static final int TRICKLE_PER_SECOND = 1_000;
  private static final int MODEST_PER_SECOND = 10_000;
  private static final int STEADY_PER_SECOND = 100_000;
  private static final int FLUSHES = 50;
  private static final double MIB = 1 << 20;

  private final int spans;
  private final int seconds;

  /**
   * Loads of a size.
   *
   * @param spans of each producer at full speed
   * @param seconds of each load that has a rate
   */
  SweepLoads(int spans, int seconds) {
    this.spans = spans;
    this.seconds = seconds;
  }

  /** Something that is measured of a tracer. */
  @FunctionalInterface
  interface Load {
    void measure(MeasuredTracer subject, String label, Results results) throws InterruptedException;
  }

  /** As fast as two producers can, until all is delivered. */
  void fullSpeed(MeasuredTracer subject, String label, Results results)
      throws InterruptedException {
    ThreadCosts before = subject.threads().costs();
    AtomicLong producersNs = new AtomicLong();
    long startNs = System.nanoTime();
    List<Thread> producers = new ArrayList<>();
    for (int i = 0; i < PRODUCERS; i++) {
      Thread producer = new Thread(() -> producersNs.addAndGet(produce(subject)), "producer");
      producers.add(producer);
      producer.start();
    }
    for (Thread producer : producers) {
      producer.join();
    }
    double offered = (double) PRODUCERS * spans;
    double offeredPerSecond = offered * 1e9 / (System.nanoTime() - startNs);
    subject.settle();
    double seconds = (System.nanoTime() - startNs) / 1e9;
    ThreadCosts costs = subject.threads().costs().since(before);
    TracerStats stats = subject.tracer().stats();
    results.add(label, "delivered", "spans/s", stats.delivered() / seconds);
    results.add(label, "offered", "spans/s", offeredPerSecond);
    results.add(label, "lost", "%", 100 * stats.lost() / offered);
    results.add(label, "spans a post", "count", (double) stats.delivered() / stats.posts());
    results.add(label, "producers", "ns CPU/span", producersNs.get() / offered);
    costs
        .byRole()
        .forEach(
            (role, cost) ->
                results.add(label, role, "ns CPU/span", (double) cost.cpuNs() / stats.delivered()));
  }

  private long produce(MeasuredTracer subject) {
    SpanWorkload.record(subject.tracer(), spans);
    return Machine.threadCpuNs();
  }

  /** What is lost of 20,000 spans at once after a rest, and what the tracer occupies. */
  void bursts(MeasuredTracer subject, String label, Results results) {
    for (int i = 0; i < BURSTS; i++) {
      ModestLoad.rest(1);
      SpanWorkload.record(subject.tracer(), BURST);
      subject.settle();
    }
    double lost = 100.0 * subject.tracer().stats().droppedRingFull() / (BURSTS * BURST);
    results.add(label, "lost of a burst of %,d".formatted(BURST), "%", lost);
  }

  /** What is mapped after full speed, when the log has as many segments as it needs. */
  void fullSpeedAndMapped(MeasuredTracer subject, String label, Results results)
      throws InterruptedException {
    fullSpeed(subject, label, results);
    results.add(label, "mapped", "MiB", Memory.mapped() / MIB);
  }

  /** Idle, and at 10,000 spans a second. */
  void rest(MeasuredTracer subject, String label, Results results) {
    ModestLoad.run(subject::record, MODEST_PER_SECOND, 1);
    subject.settle();
    ModestLoad.rest(1);
    CoreShares idle = CoreShares.during(subject.threads(), () -> ModestLoad.rest(seconds));
    CoreShares modest =
        CoreShares.during(
            subject.threads(), () -> ModestLoad.run(subject::record, MODEST_PER_SECOND, seconds));
    results.add(label, "idle", "% of a core", idle.total());
    results.add(label, "10,000 spans/s", "% of a core", modest.total());
  }

  /** What a caller waits, at 100,000 spans a second, and how long a flush of one span takes. */
  void caller(MeasuredTracer subject, String label, Results results) {
    PacedLoop loop = new PacedLoop(STEADY_PER_SECOND, subject::record);
    loop.slice();
    loop.reset();
    for (int i = 0; i < seconds; i++) {
      loop.slice();
    }
    for (double percentile : new double[] {50, 99}) {
      long ns = loop.service().getValueAtPercentile(percentile);
      results.add(label, "p%.0f".formatted(percentile), "ns", (double) ns);
    }
    subject.settle();
    Histogram flushes = new Histogram(3);
    for (int i = 0; i < FLUSHES; i++) {
      subject.record(i);
      long startNs = System.nanoTime();
      subject.settle();
      flushes.recordValue(System.nanoTime() - startNs);
    }
    results.add(label, "flush of a span, p50", "ms", flushes.getValueAtPercentile(50) / 1e6);
  }

  /**
   * How old a span is when it is delivered, at 1,000 a second: by Little's law the mean of what is
   * pending divided by the rate.
   */
  void freshness(MeasuredTracer subject, String label, Results results) {
    ModestLoad.run(subject::record, TRICKLE_PER_SECOND, 1);
    long postsBefore = subject.tracer().stats().posts();
    AtomicLong pending = new AtomicLong();
    CoreShares shares =
        CoreShares.during(
            subject.threads(),
            () ->
                ModestLoad.run(
                    i -> {
                      subject.record(i);
                      pending.addAndGet(subject.tracer().stats().pending());
                    },
                    TRICKLE_PER_SECOND,
                    seconds));
    long posts = subject.tracer().stats().posts() - postsBefore;
    double samples = (double) TRICKLE_PER_SECOND * seconds;
    results.add(
        label, "mean age when delivered", "ms", pending.get() / samples * 1e3 / TRICKLE_PER_SECOND);
    results.add(label, "posts", "1/s", (double) posts / seconds);
    results.add(label, "tracer's threads", "% of a core", shares.total());
  }
}
