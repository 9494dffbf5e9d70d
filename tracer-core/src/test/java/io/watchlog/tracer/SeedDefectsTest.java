package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What python-ai-tracer gets wrong, each as what holds here instead. */
final class SeedDefectsTest extends WithAgent {
  @Test
  void noSpanIsLostWhileTheAgentIsHealthy() {
    WatchlogTracer tracer = start();
    for (int i = 0; i < 5_001; i++) {
      tracer.startSpan("s").end();
    }
    assertDelivered(5_001, tracer);
    assertEquals(5_001, agent.takenIds().size());
    assertEquals(0, agent.duplicates());
  }

  @Test
  void anAnswerThatIsNo200IsNoDelivery() {
    agent.script(Reply.status(503), Reply.status(500), Reply.status(429));
    WatchlogTracer tracer = start();
    tracer.startSpan("s").end();
    TracerStats stats = assertDelivered(1, tracer);
    assertEquals(3, stats.failedPosts());
    assertEquals(4, stats.posts());
    assertEquals(1, agent.takenCount());
  }

  @Test
  void theQueueOutlivesFailedRetries() {
    agent.stop();
    WatchlogTracer tracer = start(builder().maxRetries(0));
    for (int i = 0; i < 60; i++) {
      tracer.startSpan("s").end();
    }
    FlushResult result = tracer.flush(Duration.ofMillis(200));
    assertEquals(60, result.pending());
    assertFalse(result.complete());
    Await.until("it was tried again", () -> tracer.stats().failedPosts() >= 3);
    assertEquals(60, tracer.stats().pending());
    agent.start();
    assertDelivered(60, tracer);
  }

  @Test
  void aQueueOfTenThousandSpansIsNotRewritten() {
    agent.stop();
    WatchlogTracer tracer =
        start(builder().maxQueueBytes(64 << 20).maxQueueSize(1_000_000).ringSize(1 << 16));
    record(tracer, 20_000);
    Await.until("the log has gone on", () -> segments().size() >= 3);
    Map<Path, FileTime> before = segments();
    record(tracer, 20_000);
    Await.until("the log has gone on", () -> segments().size() > before.size());
    Path oldest = before.keySet().iterator().next();
    assertEquals(before.get(oldest), segments().get(oldest), "what is written stays as it is");
    agent.countOnly().start();
    assertDelivered(40_000, tracer);
  }

  private static void record(WatchlogTracer tracer, int spans) {
    long before = tracer.stats().ended();
    for (int i = 0; i < spans; i++) {
      tracer.startSpan("s").input("x".repeat(200)).end();
    }
    assertEquals(before + spans, tracer.stats().ended());
    assertEquals(before + spans, tracer.stats().pending());
  }

  private Map<Path, FileTime> segments() {
    Map<Path, FileTime> times = new TreeMap<>();
    for (Path file : QueueFiles.endingIn(root, ".wlog")) {
      times.put(file, FileTime.fromMillis(file.toFile().lastModified()));
    }
    return times;
  }

  @Test
  void theTtlIsOfItsUnit() {
    agent.stop();
    // A thousandth of it would be over before the agent is back.
    WatchlogTracer tracer = start(builder().queueItemTtl(Duration.ofSeconds(60)));
    tracer.startSpan("s").end();
    Await.until("some time has gone by", () -> tracer.stats().failedPosts() >= 2);
    assertEquals(0, tracer.stats().expired());
    agent.start();
    assertDelivered(1, tracer);
  }

  @Test
  void theSecretIsRedactedAndTheNameOfItsKeyStays() {
    WatchlogTracer tracer = start();
    tracer.startSpan("s").input("{\"api_key\": \"hunter2\", \"q\": 1}").end();
    String input = (String) field("input");
    assertFalse(input.contains("hunter2"), input);
    assertTrue(input.contains("api_key") && input.contains("[REDACTED]"), input);
    assertDelivered(1, tracer);
  }

  @Test
  void sendDeliversWhateverTheNumberOfSpans() {
    WatchlogTracer tracer = start(builder().autoFlushInterval(Duration.ofHours(1)));
    for (int spans : List.of(50, 49, 1, 100)) {
      for (int i = 0; i < spans; i++) {
        tracer.startSpan("s").end();
      }
      FlushResult result = tracer.send();
      assertEquals(spans, result.delivered());
      assertTrue(result.complete());
    }
    assertDelivered(200, tracer);
  }

  @Test
  void F25_anAppOfAnyNameHasASafeDirectoryAndItsNameOnTheWire() throws IOException {
    Path inner = Files.createDirectories(root.resolve("a/b/root"));
    List<String> apps =
        List.of("../../etc/x", "/etc/y", "con", "nul.txt", "\uD83D\uDE00", "z".repeat(300));
    for (String app : apps) {
      WatchlogTracer tracer = start(builder(app).queueDirectory(inner));
      tracer.startSpan("s").end();
      assertSettled(tracer);
      assertFalse(tracer.stats().inMemory(), app);
    }
    assertEquals(apps, agent.taken().stream().map(s -> s.text("app")).toList());
    try (Stream<Path> beside = Files.list(root.resolve("a/b"))) {
      assertEquals(List.of(inner), beside.toList());
    }
    try (Stream<Path> inside = Files.list(inner)) {
      assertEquals(apps.size(), inside.count());
    }
  }

  @Test
  void eachThreadHasACurrentTraceOfItsOwn() throws InterruptedException {
    WatchlogTracer tracer = start();
    Trace mine = tracer.startTrace();
    String[] theirs = new String[2];
    Thread other =
        new Thread(
            () -> {
              theirs[0] = tracer.startTrace().id();
              tracer.startSpan("theirs").end();
            });
    other.start();
    other.join();
    tracer.startSpan("mine").end();
    assertNotEquals(mine.id(), theirs[0]);
    assertEquals(theirs[0], span("theirs").text("traceId"));
    assertEquals(mine.id(), span("mine").text("traceId"));
    assertDelivered(2, tracer);
  }
}
