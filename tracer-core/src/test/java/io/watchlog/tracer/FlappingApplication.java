package io.watchlog.tracer;

import io.netty.util.internal.PlatformDependent;
import io.watchlog.tracer.testkit.Heap;
import io.watchlog.tracer.testkit.LeakWatch;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that ends spans for a time, in a steady stream with a burst now and then, and
 * reports what became of them and of its memory.
 */
final class FlappingApplication {
  private static final int AT_ONCE = 20;
  private static final int BURST = 10_000;
  private static final long BURST_EVERY_NS = 4_000_000_000L;
  private static final long MAX_GROWTH = 4 << 20;

  private FlappingApplication() {}

  /**
   * What it says at its end, on one line.
   *
   * @param problems what should not have been
   */
  record Report(
      long ended,
      long delivered,
      long ambiguous,
      long failedPosts,
      long posts,
      List<String> problems) {
    static Report parse(String line) {
      String[] parts = line.split("\t", -1);
      List<String> problems = List.of(parts).subList(5, parts.length);
      return new Report(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]),
          problems);
    }

    String line() {
      StringBuilder line = new StringBuilder();
      line.append(ended).append('\t').append(delivered).append('\t').append(ambiguous);
      line.append('\t').append(failedPosts).append('\t').append(posts);
      problems.forEach(problem -> line.append('\t').append(problem.replaceAll("\\s+", " ")));
      return line.toString();
    }
  }

  public static void main(String[] args) {
    new LeakWatch();
    long seconds = Long.parseLong(args[2]);
    List<String> problems = new ArrayList<>();
    WatchlogTracer tracer =
        WatchlogTracer.builder("flapping")
            .agentUrl(URI.create(args[0]))
            .queueDirectory(Path.of(args[1]))
            .overflowPolicy(OverflowPolicy.BLOCK)
            .requestTimeout(Duration.ofMillis(500))
            .autoFlushInterval(Duration.ofMillis(20))
            .build();
    System.out.println("begins");
    long third = seconds * 1_000_000_000L / 3;
    endSpansFor(tracer, third);
    long heapBefore = Heap.usedBytes();
    long directBefore = directBytes();
    endSpansFor(tracer, 2 * third);
    long heapAfter = Heap.usedBytes();
    long directAfter = directBytes();
    System.out.println("ends");
    boolean settled = tracer.flush(Duration.ofMinutes(1)).complete();
    TracerStats stats = tracer.stats();
    tracer.close();
    if (!settled || !stats.isBalanced() || stats.internalErrors() > 0 || stats.inMemory()) {
      problems.add(stats.toString());
    }
    if (heapAfter - heapBefore > MAX_GROWTH || directAfter - directBefore > MAX_GROWTH) {
      problems.add(
          "heap %,d to %,d, direct %,d to %,d"
              .formatted(heapBefore, heapAfter, directBefore, directAfter));
    }
    problems.addAll(LeakWatch.leaksAfterCollection());
    System.out.println(
        new Report(
                stats.ended(),
                stats.delivered(),
                stats.ambiguous(),
                stats.failedPosts(),
                stats.posts(),
                problems)
            .line());
    System.exit(0);
  }

  private static void endSpansFor(WatchlogTracer tracer, long ns) {
    long untilNs = System.nanoTime() + ns;
    long burstAtNs = System.nanoTime();
    while (untilNs - System.nanoTime() > 0) {
      int spans = AT_ONCE;
      if (System.nanoTime() - burstAtNs >= 0) {
        burstAtNs += BURST_EVERY_NS;
        spans = BURST;
      }
      for (int i = 0; i < spans; i++) {
        tracer.startSpan("s").input("x".repeat(200)).tokens(i).end();
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** What Netty, and the JDK's buffers, hold outside the heap. */
  private static long directBytes() {
    long jdk =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return jdk + Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
