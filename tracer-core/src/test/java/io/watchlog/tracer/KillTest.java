package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
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

  /** A line of the child: when a span had ended, and which. */
  private record Ended(long atMs, String id) {}

  @Test
  void F26_killedProcessLosesOnlyTheRing() throws Exception {
    for (int i = 0; i < 3; i++) {
      killedProcessLosesOnlyTheRing(300L * (i + 1));
    }
  }

  @Test
  @Tag("soak")
  void F26_fiftyKilledProcessesLoseOnlyTheirRings() throws Exception {
    for (int i = 0; i < 50; i++) {
      killedProcessLosesOnlyTheRing(i * 40L);
    }
  }

  private void killedProcessLosesOnlyTheRing(long spansBefore) throws Exception {
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
    long diedMs = ended.get(ended.size() - 1).atMs();
    List<String> due =
        ended.stream().filter(e -> e.atMs() < diedMs - ON_DISK_AFTER_MS).map(Ended::id).toList();
    WatchlogTracer next = start();
    Await.until(() -> missing(due) + " are missing", () -> missing(due) == 0);
    assertSettled(next);
    assertEquals(next.stats().adopted(), next.stats().delivered());
    next.close();
    Await.until("nothing is left on disk", () -> QueueFiles.logs(root).isEmpty());
    assertEquals(List.of(), QueueFiles.endingIn(root, ".wlog"));
    assertTrue(agent.duplicates() <= 4 * 400, "only batches in flight come twice");
  }

  private long missing(List<String> due) {
    Set<String> taken = agent.takenIds();
    return due.stream().filter(id -> !taken.contains(id)).count();
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
