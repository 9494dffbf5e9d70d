package io.watchlog.tracer.bench;

import io.watchlog.tracer.Span;
import io.watchlog.tracer.TracerBuilder;
import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What a tracer with default options occupies: heap, direct memory, threads, and the time that
 * {@code build} takes. All is the difference to the same JVM without a tracer, after its classes
 * were loaded by one that was closed again.
 */
public final class Footprint {
  private static final double MIB = 1 << 20;
  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(30);
  private static final int SPANS = 200_000;
  private static final int BUILDS = 9;
  private static final int RING_SIZE = 16_384;
  private static final int MAX_OPEN_SPANS = 65_536;

  private final Results results = new Results("footprint");
  private final TracerThreads threads = new TracerThreads();
  private final ServerProcess server;
  private final Path queue;
  private long baseHeap;
  private long baseDirect;
  private long baseMapped;

  private Footprint(ServerProcess server, Path queue) {
    this.server = server;
    this.queue = queue;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    CommandLine line = CommandLine.ofProgram(args, "--json");
    System.out.println(Machine.description());
    Path queue = TemporaryQueue.create();
    try (ServerProcess server = ServerProcess.start()) {
      Footprint footprint = new Footprint(server, queue);
      footprint.measure();
      footprint.results.publish(line.path("--json"));
      System.out.println(
          "goals: heap and direct 24 MiB, 2 threads, build 30 ms; the log is mapped");
    } finally {
      TemporaryQueue.delete(queue);
    }
  }

  private void measure() {
    double buildMs = builds();
    baseHeap = Memory.liveHeap();
    baseDirect = Memory.direct();
    baseMapped = Memory.mapped();
    inUse(buildMs);
    ringFull();
    add("closed");
  }

  private void inUse(double buildMs) {
    try (WatchlogTracer tracer = builder().build()) {
      add("just built");
      use(tracer);
      add("default");
      results.add("default", "build", "ms", buildMs);
      for (int i = 0; i < MAX_OPEN_SPANS; i++) {
        Span unused = tracer.startSpan(SpanWorkload.NAME, SpanWorkload.METADATA);
      }
      add("%,d spans open".formatted(MAX_OPEN_SPANS));
    }
  }

  /** The first loads the classes; returns the median of the others. */
  private double builds() {
    List<Double> times = new ArrayList<>();
    List<Double> cpuTimes = new ArrayList<>();
    for (int i = 0; i < BUILDS; i++) {
      long startNs = System.nanoTime();
      long startCpuNs = Machine.threadCpuNs();
      WatchlogTracer tracer = builder().build();
      cpuTimes.add((Machine.threadCpuNs() - startCpuNs) / 1e6);
      times.add((System.nanoTime() - startNs) / 1e6);
      use(tracer);
      tracer.close();
    }
    add("build, CPU of its thread", cpuTimes);
    return add("build", times);
  }

  private double add(String label, List<Double> times) {
    results.add(label, "first", "ms", times.get(0));
    results.add(label, "second", "ms", times.get(1));
    List<Double> later = times.subList(1, times.size());
    results.add(label, "median of all but the first", "ms", new Samples(later).median());
    results.add(label, "longest of these", "ms", Collections.max(later));
    return new Samples(later).median();
  }

  /** A redactor that waits holds the journal up, so that the ring fills. */
  private void ringFull() {
    CountDownLatch goOn = new CountDownLatch(1);
    TracerBuilder builder = builder().redactor((field, text) -> waitFor(goOn, text));
    try (WatchlogTracer tracer = builder.build()) {
      SpanWorkload.record(tracer, 2 * RING_SIZE);
      if (tracer.stats().droppedRingFull() == 0) {
        throw new IllegalStateException("the ring is not full: " + tracer.stats());
      }
      add("ring full");
      goOn.countDown();
    }
  }

  private static String waitFor(CountDownLatch latch, String text) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return text;
  }

  private TracerBuilder builder() {
    return WatchlogTracer.builder("bench")
        .agentUrl(server.url())
        .queueDirectory(queue)
        .threadFactory(threads);
  }

  /** In portions that the ring holds, so that all of it was used and nothing dropped. */
  private static void use(WatchlogTracer tracer) {
    for (int done = 0; done < SPANS; done += RING_SIZE / 2) {
      SpanWorkload.record(tracer, RING_SIZE / 2);
      if (!tracer.flush(FLUSH_TIMEOUT).complete()) {
        throw new IllegalStateException("not delivered: " + tracer.stats());
      }
    }
  }

  private void add(String label) {
    double heap = (Memory.liveHeap() - baseHeap) / MIB;
    double direct = (Memory.direct() - baseDirect) / MIB;
    results.add(label, "heap", "MiB", heap);
    results.add(label, "direct", "MiB", direct);
    results.add(label, "heap and direct", "MiB", heap + direct);
    results.count(label, "threads", threads.alive());
    results.add(label, "mapped", "MiB", (Memory.mapped() - baseMapped) / MIB);
  }
}
