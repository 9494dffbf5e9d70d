package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed under load; the next tracer of the application sends what it had ended. */
final class KillTest extends WithAgent {
  /** What is longer ago than this when a process dies is on disk: the promise is 25 ms at most. */
  private static final long ON_DISK_AFTER_NS = 50_000_000;

  /** Short, for Linux keeps 15 characters of a thread's name. */
  private static final String APP = "k";

  private static final int RING = 16_384;
  private static final int BATCH = 400;

  /** Two are in flight; two more may be answered, or wait, behind the first of them. */
  private static final int MOST_TWICE = 4 * BATCH;

  @TempDir Path notes;

  @Test
  void F26_killedProcessLosesOnlyTheRing() throws Exception {
    kill(3);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void F26_fiftyKilledProcessesLoseOnlyTheirRings() throws Exception {
    kill(50);
  }

  private void kill(int times) throws Exception {
    Random random = new Random();
    Totals totals = new Totals();
    for (int i = 0; i < times; i++) {
      killOne(notes.resolve("ended-" + i), 50_000 + random.nextInt(100_000), totals);
    }
    assertTrue(totals.within * 10 >= times * 9L, totals::toString);
    System.out.println("F26: " + times + " processes killed: " + totals);
  }

  /** Kills a process that has ended so many spans, and looks for each in what arrives. */
  private void killOne(Path file, int spansBefore, Totals totals) throws Exception {
    agent.countOnly();
    Process child =
        ChildJvm.startOptimising(
            Child.class, agent.uri().toString(), root.toString(), file.toString());
    try (EndedSpans ended = new EndedSpans(file)) {
      Await.until(() -> "spans end: " + ended.count(), () -> ended.count() >= spansBefore);
      assertTrue(child.toHandle().destroyForcibly());
      child.waitFor();
      WatchlogTracer next = start(builder(APP));
      Await.until("the dead log is drained", () -> QueueFiles.logs(root).size() == 1);
      TracerStats stats = assertSettled(next);
      assertEquals(stats.adopted(), stats.delivered());
      next.close();
      assertEquals(List.of(), QueueFiles.left(root), "left behind");

      EndedSpans.Missing missing = ended.missing(agent::hasTaken);
      long starvedNs = ended.starvedNs(missing.oldestNs() + ON_DISK_AFTER_NS);
      totals.add(ended.count(), missing, agent.duplicates(), starvedNs);
      assertTrue(missing.count() <= RING, () -> "lost " + missing);
      assertTrue(
          missing.oldestNs() <= ON_DISK_AFTER_NS + starvedNs,
          () -> "lost " + missing + ", no processor for " + starvedNs + " ns");
      assertTrue(agent.duplicates() <= MOST_TWICE, agent.duplicates() + " came twice");
    }
  }

  /** What all kills came to. */
  private static final class Totals {
    private long ended;
    private long missing;
    private long duplicates;
    private long mostDuplicates;
    private long oldestNs;
    private long within;
    private long kills;
    private long longestStarvedNs;

    void add(long spans, EndedSpans.Missing lost, long twice, long starvedNs) {
      kills++;
      ended += spans;
      missing += lost.count();
      duplicates += twice;
      mostDuplicates = Math.max(mostDuplicates, twice);
      oldestNs = Math.max(oldestNs, lost.oldestNs());
      within += lost.oldestNs() <= ON_DISK_AFTER_NS ? 1 : 0;
      longestStarvedNs = Math.max(longestStarvedNs, starvedNs);
    }

    @Override
    public String toString() {
      return "%,d spans ended, %,d lost, the oldest %.1f ms before the end (%d of %d within 50 ms; without a processor for up to %.1f ms), %,d came twice, at most %,d of one process"
          .formatted(
              ended,
              missing,
              oldestNs / 1e6,
              within,
              kills,
              longestStarvedNs / 1e6,
              duplicates,
              mostDuplicates);
    }
  }

  /** Two threads end 25,000 spans a second each and note them, until the process is killed. */
  static final class Child {
    private static final int AT_ONCE = 25;

    private Child() {}

    public static void main(String[] args) throws IOException {
      WatchlogTracer tracer =
          WatchlogTracer.builder(APP)
              .agentUrl(URI.create(args[0]))
              .queueDirectory(Path.of(args[1]))
              .overflowPolicy(OverflowPolicy.BLOCK)
              .autoFlushInterval(Duration.ofMillis(100))
              .build();
      EndedSpans ended = new EndedSpans(Path.of(args[2]));
      for (int t = 0; t < EndedSpans.THREADS; t++) {
        int thread = t;
        new Thread(() -> endSpans(tracer, ended, thread)).start();
      }
      Path waited = scheduling("watchlog-" + APP + "-jour");
      while (true) {
        ended.pulse(waited == null ? 0 : waitedNs(waited));
        LockSupport.parkNanos(1_000_000);
      }
    }

    /** Where Linux tells how long a thread waited for a processor; null where nobody does. */
    private static Path scheduling(String threadName) throws IOException {
      File[] threads = new File("/proc/self/task").listFiles();
      for (File thread : threads == null ? new File[0] : threads) {
        if (Files.readString(thread.toPath().resolve("comm")).strip().equals(threadName)) {
          return thread.toPath().resolve("schedstat");
        }
      }
      return null;
    }

    private static long waitedNs(Path scheduling) throws IOException {
      return Long.parseLong(Files.readString(scheduling).split(" ", -1)[1]);
    }

    private static void endSpans(WatchlogTracer tracer, EndedSpans ended, int thread) {
      while (true) {
        for (int i = 0; i < AT_ONCE; i++) {
          Span span = tracer.startSpan("s").input("x".repeat(100));
          span.end();
          ended.note(thread, span.id());
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
