package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.spi.DropReason;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.ReceivedSpan;
import io.watchlog.tracer.testkit.Reply;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of the policy table in its plain form. */
class SenderPolicyTest {
  @TempDir Path directory;

  private static boolean isPoisoned(FakeAgent.Request request) {
    return request.body().contains("poison");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 502, 503, 504})
  void aBusyAgentIsTriedAgain(int status) throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.script(Reply.status(status));
      f.start().append(100);
      f.awaitDelivered(100);
      assertEquals(2, f.agent.requestCount());
      assertEquals(0, f.agent.duplicates());
      assertEquals(List.of("the agent answered " + status), f.failures);
      Await.until("recovery is told", () -> f.recoveries.size() == 1);
      assertEquals(100, f.counters.get(Counter.RETRIED));
      assertEquals(1, f.counters.get(Counter.FAILED_POSTS));
      assertEquals(2, f.counters.get(Counter.POSTS));
    }
  }

  @Test
  void F52_retryAfterIsHonoured() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.script(Reply.status(503).header("Retry-After", "1"));
      long startedNs = System.nanoTime();
      f.start().append(100);
      f.awaitDelivered(100);
      assertTrue(System.nanoTime() - startedNs >= SenderFixture.SECOND_NS);
    }
  }

  @Test
  void F52_aDateInRetryAfterIsHonoured() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      // A whole number of seconds, and at least one from now.
      Instant until = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
      String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(until.atOffset(ZoneOffset.UTC));
      f.agent.script(Reply.status(429).header("Retry-After", date));
      f.start().append(100);
      f.awaitDelivered(100);
      assertFalse(Instant.now().isBefore(until.minusMillis(5)), "too early");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9e9", "soon", "-5", "", "Sun, 99 Nov 1994 08:49:37 GMT"})
  void F52_rubbishInRetryAfterIsNoRetryAfter(String rubbish) throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.script(Reply.status(503).header("Retry-After", rubbish));
      f.start().append(100);
      f.awaitDelivered(100);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9000000000", "99999999999999999999999"})
  void F52_aLongRetryAfterHoldsUpAllButAFlush(String seconds) throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.script(Reply.status(503).header("Retry-After", seconds));
      f.start().append(100);
      Await.until("it was tried", () -> f.counters.get(Counter.FAILED_POSTS) == 1);
      // The back-off of a first failure is 200 ms at most.
      long untilNs = System.nanoTime() + SenderFixture.SECOND_NS;
      Await.until("a second has passed", () -> System.nanoTime() - untilNs >= 0);
      assertEquals(1, f.agent.requestCount());
      assertEquals(100, f.flush().delivered());
    }
  }

  @Test
  void F49_tooLargeIsHalvedUntilItFitsAndTheNextBatchesAreSmaller() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> r.body().length() > 4000 ? Reply.status(413) : Reply.ok());
      f.start().append(300);
      f.awaitDelivered(300);
      assertEquals(0, f.agent.duplicates());
      long tooLarge = f.agent.requests().stream().filter(r -> r.body().length() > 4000).count();
      assertTrue(tooLarge <= 3, "halved for the first batch only, was " + tooLarge);
      assertEquals(0, f.ledger(Counter.REJECTED));
    }
  }

  @Test
  void F49_aSingleSpanThatIsTooLargeGoesToTheDeadLetters() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.deadLetters = directory;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> r.body().length() > 4000 ? Reply.status(413) : Reply.ok());
      f.start().append(10);
      f.add(",\"input\":\"" + "x".repeat(5000) + "\"").append(10);
      f.awaitDelivered(20);
      f.awaitLedger(Counter.REJECTED, 1);
      List<String> lines = f.letters();
      assertEquals(1, lines.size());
      Map<?, ?> letter = (Map<?, ?>) ReceivedSpan.parse(lines.get(0));
      assertEquals(413L, letter.get("status"));
      assertEquals("s11", ((Map<?, ?>) letter.get("span")).get("spanId"));
    }
  }

  @Test
  void F50_onePoisonousSpanAmong500IsFoundAndTheOthersArriveOnce() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxRetries = 1;
    fixture.deadLetters = directory;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(
          r -> isPoisoned(r) ? Reply.status(500).body("Internal \"error\"") : Reply.ok());
      f.start().append(233).add(",\"model\":\"poison\"").append(266);
      f.awaitLedger(Counter.REJECTED, 1);
      f.awaitDelivered(499);
      assertEquals(499, f.agent.takenIds().size());
      assertEquals(0, f.agent.duplicates());
      assertFalse(f.agent.takenIds().contains("s234"));
      Map<?, ?> letter = (Map<?, ?>) ReceivedSpan.parse(f.letters().get(0));
      assertEquals("Internal \"error\"", letter.get("answer"));
      assertEquals("s234", ((Map<?, ?>) letter.get("span")).get("spanId"));
      Await.until("the listener knows", () -> f.dropped.containsKey(DropReason.REJECTED));
    }
  }

  @Test
  void F50_severalPoisonousSpansSideBySideAreFound() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxRetries = 0;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> isPoisoned(r) ? Reply.status(500) : Reply.ok());
      f.start().add(",\"a\":\"poison\"").add(",\"a\":\"poison\"").append(60);
      f.add(",\"a\":\"poison\"").append(36).add(",\"a\":\"poison\"").append(100);
      f.awaitLedger(Counter.REJECTED, 4);
      f.awaitDelivered(196);
      assertEquals(0, f.agent.duplicates());
    }
  }

  @Test
  void F50_twelvePoisonousSpansSideBySideHoldUpNobody() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.batchSize = 400;
    fixture.flushOnSpanCount = 400;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> isPoisoned(r) ? Reply.status(500) : Reply.ok());
      f.start().append(600);
      for (int i = 0; i < 12; i++) {
        f.add(",\"a\":\"poison\"");
      }
      f.append(1_788);
      // Batch by batch those behind it arrive, while it is being searched.
      f.awaitDelivered(2_388);
      f.awaitLedger(Counter.REJECTED, 12);
      assertEquals(2_388, f.agent.takenIds().size());
      assertEquals(0, f.agent.duplicates());
    }
  }

  @Test
  void F51_flushesOverALoneSpanThatFailsArePostedUntilTheBreakerOpens() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.otherwise(r -> Reply.status(500));
      f.start().append(1);
      flushOften(f);
      assertTrue(f.agent.requestCount() < 20, () -> f.agent.requestCount() + " requests");
      assertEquals(0, f.ledger(Counter.REJECTED));
    }
  }

  @Test
  void F51_anAgentThatFailsOverEverythingLosesNothing() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxRetries = 0;
    fixture.batchSize = 8;
    fixture.flushOnSpanCount = 8;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> Reply.status(500));
      f.start().append(40);
      Await.until("it was tried for long enough", () -> f.agent.requestCount() >= 8);
      Await.until(
          "the breaker is open", () -> f.sender.state().breaker() == CircuitBreaker.State.OPEN);
      assertEquals("the agent answered 500", f.sender.state().failure().what());
      assertEquals(0, f.ledger(Counter.REJECTED));
      f.agent.otherwise(r -> Reply.ok());
      f.awaitDelivered(40);
      assertEquals(0, f.ledger(Counter.REJECTED));
      assertEquals(0, f.agent.duplicates());
      Await.until(
          "the breaker is closed", () -> f.sender.state().breaker() == CircuitBreaker.State.CLOSED);
      assertEquals(0, f.sender.state().consecutiveFailures());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413})
  void aGatewayThatRefusesEverythingKeepsTheDataButForAFewSpans(int status) throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.deadLetters = directory;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> Reply.status(status).body("plain HTTP was sent to an HTTPS port"));
      f.start().append(300);
      Await.until("it is told", () -> !f.failures.isEmpty());
      String told = "the agent answered " + status + " to each of the last 64";
      assertTrue(f.failures.get(0).startsWith(told), () -> f.failures.toString());
      f.agent.otherwise(r -> Reply.ok());
      long rejected = 300 - f.flush().delivered();
      // The second connection's may have been under way to the same end.
      assertTrue(rejected == 64 || rejected == 65, () -> "rejected: " + rejected);
      assertEquals(rejected, f.ledger(Counter.REJECTED));
      assertTrue(f.agent.requestCount() < 200, () -> f.agent.requestCount() + " requests");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 415, 422, 418})
  void aRefusedSpanIsFoundByHalving(int status) throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.deadLetters = directory;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> isPoisoned(r) ? Reply.status(status) : Reply.ok());
      f.start().append(70).add(",\"a\":\"poison\"").append(29);
      f.awaitDelivered(99);
      f.awaitLedger(Counter.REJECTED, 1);
      assertEquals(0, f.agent.duplicates());
      assertTrue(f.letters().get(0).contains("\"s71\""));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void F55_aRedirectIsNotFollowed(int status) throws Exception {
    try (SenderFixture f = new SenderFixture();
        FakeAgent elsewhere = new FakeAgent()) {
      f.agent.script(Reply.status(status).header("Location", elsewhere.uri().toString()));
      f.start().append(1);
      Await.until("the first answer", () -> f.counters.get(Counter.FAILED_POSTS) == 1);
      assertEquals(1, f.flush().delivered());
      assertEquals(0, elsewhere.connections());
    }
  }

  @Test
  void manyFlushesOfAMisconfiguredTracerArePostedUntilTheBreakerOpens() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.otherwise(r -> Reply.status(404));
      f.start().append(1);
      flushOften(f);
      assertTrue(f.agent.requestCount() < 20, () -> f.agent.requestCount() + " requests");
    }
  }

  /** One flush after another, each when the one before has had its request. */
  private static void flushOften(SenderFixture f) {
    for (int i = 0; i < 200; i++) {
      Await.until(
          "none is out",
          () -> f.counters.get(Counter.FAILED_POSTS) == f.counters.get(Counter.POSTS));
      long posts = f.counters.get(Counter.POSTS);
      assertFalse(f.flushFor(1, 30).isDone());
      Await.until(
          "it is tried, or not to be", () -> f.counters.get(Counter.POSTS) > posts || isOpen(f));
    }
  }

  private static boolean isOpen(SenderFixture f) {
    return f.sender.state().breaker() != CircuitBreaker.State.CLOSED;
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 405, 301, 302})
  void aMisconfiguredAgentKeepsTheDataAndAFlushTriesAtOnce(int status) throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.script(Reply.status(status).header("Location", f.agent.uri() + "/elsewhere"));
      f.start().append(1);
      Await.until("the first answer", () -> f.counters.get(Counter.FAILED_POSTS) == 1);
      assertEquals(1, f.agent.requestCount());
      assertEquals(0, f.ledger(Counter.DELIVERED));
      FlushOutcome outcome = f.flush();
      assertEquals(1, outcome.delivered());
      assertEquals(List.of("POST /ai-tracer HTTP/1.1", "POST /ai-tracer HTTP/1.1"), lines(f));
    }
  }

  private static List<String> lines(SenderFixture f) {
    return f.agent.requests().stream().map(FakeAgent.Request::line).toList();
  }

  @Test
  void aListenerThatThrowsIsContained() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.throwInListener = true;
      f.agent.script(Reply.status(503));
      f.start().append(100);
      f.awaitDelivered(100);
      Await.until("both calls", () -> f.counters.get(Counter.LISTENER_FAILURES) == 2);
    }
  }
}
