package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A redactor of the user's, which is code like any other. */
final class RedactorTest extends WithAgent {
  private static final long LONGEST_CLOSE_NS = 10_000_000_000L;

  @Test
  void itSeesEachTextBehindTheRulesAndNothingElseReachesTheDisk() {
    agent.stop();
    WatchlogTracer tracer =
        start(
            builder().redactor((field, text) -> text.replace("Alice", "<name of " + field + ">")));
    tracer
        .startSpan("s", Metadata.of("who", "Alice", "deep", Map.of("a", "Alice")))
        .input("Alice, password=hunter2")
        .attribute("note", "for Alice")
        .error("Alice failed")
        .end();
    Await.until("it is on disk", () -> QueueFiles.have(root, "<name of input>"));
    assertFalse(QueueFiles.have(root, "Alice"));
    assertFalse(QueueFiles.have(root, "hunter2"));
    agent.start();
    assertEquals("\"<name of input>, password=[REDACTED]\"", span("s").text("input"));
    assertEquals("<name of who>", metadata().get("who"));
    assertEquals(Map.of("a", "<name of deep>"), metadata().get("deep"));
    assertEquals("for <name of note>", metadata().get("note"));
    assertEquals("<name of error.message> failed", metadata().get("error.message"));
    assertDelivered(1, tracer);
  }

  @Test
  void oneThatThrowsCostsTheFieldAndIsCounted() {
    WatchlogTracer tracer =
        start(
            builder()
                .redactor(
                    (field, text) -> {
                      throw new IllegalStateException("played, for " + text);
                    }));
    tracer.startSpan("s").input("Alice").output("Bob").tokens(3).end();
    assertEquals("\"[REDACTED]\"", span("s").text("input"));
    assertEquals("\"[REDACTED]\"", span("s").text("output"));
    assertEquals(2, assertDelivered(1, tracer).redactorFailures());
  }

  @Test
  void oneThatDoesNotReturnHoldsUpNeitherCallersNorClose() {
    CountDownLatch returns = new CountDownLatch(1);
    WatchlogTracer tracer =
        start(builder("stalled").ringSize(64).redactor((f, text) -> wait(returns)));
    try {
      for (int i = 0; i < 10_000; i++) {
        tracer.startSpan("s").input("text").end(); // would not end if it waited
      }
      TracerStats stats = assertBalanced(tracer);
      assertEquals(10_000 - 64, stats.droppedRingFull());
      long beginNs = System.nanoTime();
      tracer.close(Duration.ofMillis(300));
      assertTrue(System.nanoTime() - beginNs < LONGEST_CLOSE_NS);
      assertBalanced(tracer);
    } finally {
      returns.countDown();
    }
    Await.until("its threads end", () -> threads("watchlog-stalled-") == 0); // and write no more
  }

  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  private static String wait(CountDownLatch returns) {
    try {
      returns.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "";
  }
}
