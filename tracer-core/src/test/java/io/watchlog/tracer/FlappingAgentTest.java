package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.ChildJvm;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.Reply;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent that changes its mind every second, before an application in a JVM of its own with 16
 * MiB of direct memory and paranoid leak detection: nothing is missing, nothing grows.
 */
final class FlappingAgentTest {
  private static final List<String> SMALL =
      List.of("-XX:MaxDirectMemorySize=16m", "-Dio.netty.leakDetection.level=paranoid");

  @TempDir Path root;
  private final FakeAgent agent = new FakeAgent().countOnly();
  private final Random random = new Random();
  private int changes;

  @Test
  void F57_sixteenMebibytesOfDirectMemorySufficeAndNoBufferLeaks() throws Exception {
    flap(Duration.ofSeconds(8));
  }

  /** For as many seconds as {@code -Dflapping.seconds} says, or an hour. */
  @Test
  @Tag("soak")
  @Timeout(value = 90, unit = TimeUnit.MINUTES)
  void anHourOfFlappingLosesNothingAndNothingGrows() throws Exception {
    flap(Duration.ofSeconds(Integer.getInteger("flapping.seconds", 3_600)));
  }

  private void flap(Duration time) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread flapper = new Thread(() -> changeUntil(over), "flapper");
    Process child =
        ChildJvm.startWith(
            SMALL,
            FlappingApplication.class,
            agent.uri().toString(),
            root.toString(),
            Long.toString(time.toSeconds()));
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("begins", said.readLine());
      flapper.start();
      assertEquals("ends", said.readLine());
      over.set(true);
      flapper.join();
      FlappingApplication.Report report = FlappingApplication.Report.parse(said.readLine());
      System.out.println(changes + " changes, " + agent.requestCount() + " requests, " + report);
      assertEquals(0, child.waitFor());
      assertEquals(report.ended(), agent.takenCount() - agent.duplicates(), "missing");
      assertEquals(report.ended(), report.delivered());
      assertEquals(List.of(), report.problems());
    } finally {
      over.set(true);
      flapper.join();
      child.destroyForcibly();
      agent.close();
    }
    assertTrue(changes > time.toSeconds() / 4, () -> "changes: " + changes);
  }

  private void changeUntil(AtomicBoolean over) {
    while (!over.get()) {
      changes++;
      boolean stopped = change(random.nextInt(22));
      long pauseNs = TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(1_400));
      long untilNs = System.nanoTime() + pauseNs;
      while (!over.get() && untilNs - System.nanoTime() > 0) {
        LockSupport.parkNanos(20_000_000);
      }
      if (stopped) {
        agent.start();
      }
    }
    agent.otherwise(r -> Reply.ok());
  }

  /** Another mood; true where it is to be started again. */
  private boolean change(int mood) {
    switch (mood) {
      case 0 -> agent.otherwise(r -> Reply.status(503));
      case 1 -> agent.otherwise(r -> Reply.status(500));
      case 2 -> agent.otherwise(r -> Reply.status(429).header("Retry-After", "1"));
      case 3 -> agent.otherwise(r -> Reply.reset());
      case 4 -> agent.otherwise(r -> Reply.close());
      case 5 -> agent.otherwise(r -> Reply.hang());
      case 6 -> agent.otherwise(r -> Reply.raw("HTTP/1.1 200 O"));
      case 7 -> agent.otherwise(r -> r.body().length() > 20_000 ? Reply.status(413) : Reply.ok());
      case 8 -> agent.otherwise(r -> random.nextBoolean() ? Reply.ok() : Reply.status(502));
      case 9 -> agent.otherwise(r -> Reply.ok().header("X-Policy", "x".repeat(9_000)));
      case 10 -> {
        agent.otherwise(r -> Reply.ok());
        agent.stop();
        return true;
      }
      default -> agent.otherwise(r -> Reply.ok());
    }
    return false;
  }
}
