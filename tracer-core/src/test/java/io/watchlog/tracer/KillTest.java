package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process is killed under load; the next tracer of the application sends what it had ended. */
final class KillTest extends WithAgent {
  /** What is longer ago than this when a process dies is on disk: the promise is 25 ms at most. */
  private static final long ON_DISK_AFTER_MS = 50;

  /** The same where other processes keep the journal thread from its core. */
  private static final long STARVED_MS = 2_000;

  private static final int RING = 16_384;

  /** A line of the child: when a span had ended, and which. */
  private record Ended(long atMs, String id) {}

  @Test
  void F26_killedProcessLosesOnlyTheRing() throws Exception {
    kill(3, 300);
  }

  @Test
  @Tag("soak")
  void F26_fiftyKilledProcessesLoseOnlyTheirRings() throws Exception {
    kill(50, 40);
  }

  /** The machine may be slow at any kill, but not at every one. */
  private void kill(int times, int spansMore) throws Exception {
    long best = Long.MAX_VALUE;
    for (int i = 1; i <= times; i++) {
      best = Math.min(best, oldestLostOfAKilledProcess((long) i * spansMore));
    }
    assertTrue(best <= ON_DISK_AFTER_MS, "at best, what was lost was " + best + " ms old");
  }

  /** Kills a process that has ended some spans; returns how old the oldest one was that is lost. */
  private long oldestLostOfAKilledProcess(long spansBefore) throws Exception {
    long twiceBefore = agent.duplicates();
    Process child = ChildJvm.start(Child.class, agent.uri().toString(), root.toString());
    List<Ended> ended = new ArrayList<>();
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      while (ended.size() <= spansBefore) {
        ended.add(ended(lines.readLine()));
      }
      // Not the process's own method, which closes the stream that is still to be read.
      assertTrue(child.toHandle().destroyForcibly());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(".")) {
          ended.add(ended(line));
        }
      }
    }
    child.waitFor();
    WatchlogTracer next = start();
    Await.until("the dead log is drained", () -> QueueFiles.logs(root).size() == 1);
    assertSettled(next);
    assertEquals(next.stats().adopted(), next.stats().delivered());
    long oldestMs = oldestLostMs(ended);
    next.close();
    assertEquals(List.of(), QueueFiles.logs(root));
    assertEquals(List.of(), QueueFiles.endingIn(root, ".wlog"));
    assertTrue(agent.duplicates() - twiceBefore <= 4 * 400, "only batches in flight come twice");
    return oldestMs;
  }

  /** One thread ended them, so what was in the ring is the last of them, and no other is lost. */
  private long oldestLostMs(List<Ended> ended) {
    Set<String> taken = agent.takenIds();
    int arrived = 0;
    while (arrived < ended.size() && taken.contains(ended.get(arrived).id())) {
      arrived++;
    }
    List<Ended> missing = ended.subList(arrived, ended.size());
    assertEquals(
        List.of(), missing.stream().map(Ended::id).filter(taken::contains).toList(), "a hole");
    assertTrue(missing.size() <= RING, missing.size() + " lost");
    long diedMs = ended.get(ended.size() - 1).atMs();
    long oldestMs = missing.isEmpty() ? 0 : diedMs - missing.get(0).atMs();
    assertTrue(oldestMs <= STARVED_MS, "the oldest that is lost was " + oldestMs + " ms old");
    return oldestMs;
  }

  private static Ended ended(String line) {
    String[] parts = line.split(" ", -1);
    return new Ended(Long.parseLong(parts[0]), parts[1].substring(0, parts[1].length() - 1));
  }

  /** Ends spans and writes each one's id behind its end, until it is killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      WatchlogTracer tracer =
          WatchlogTracer.builder("myapp")
              .agentUrl(args[0])
              .queueDirectory(args[1])
              .autoFlushInterval(java.time.Duration.ofMillis(100))
              .build();
      while (!out.checkError()) {
        Span span = tracer.startSpan("s").input("x".repeat(100));
        span.end();
        out.print(System.nanoTime() / 1_000_000 + " " + span.id() + ".\n");
        out.flush();
        LockSupport.parkNanos(20_000);
      }
      Runtime.getRuntime().halt(1);
    }
  }
}
