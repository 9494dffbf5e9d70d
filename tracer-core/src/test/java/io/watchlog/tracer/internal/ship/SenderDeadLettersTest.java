package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.testkit.ReceivedSpan;
import io.watchlog.tracer.testkit.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a span that the agent refuses for good. */
class SenderDeadLettersTest {
  @TempDir Path directory;

  private SenderFixture withAnAgentThatRefusesOne() {
    SenderFixture fixture = new SenderFixture();
    fixture.deadLetters = directory;
    fixture.agent.otherwise(
        r -> r.body().contains("poison") ? Reply.status(400).body("why not") : Reply.ok());
    return fixture;
  }

  private static void sendFiveOfWhichOneIsRefused(SenderFixture f) {
    f.start().append(2).add(",\"a\":\"poison\"").append(2);
    f.awaitDelivered(4);
    f.awaitLedger(Counter.REJECTED, 1);
  }

  private static Map<?, ?> onlyLetter(SenderFixture f) throws Exception {
    assertEquals(1, f.letters().size());
    return (Map<?, ?>) ReceivedSpan.parse(f.letters().get(0));
  }

  @Test
  void itIsKeptWithTheTimeAndTheRedactedAnswer() throws Exception {
    SenderFixture fixture = withAnAgentThatRefusesOne();
    fixture.redaction = answer -> answer.replace("why", "[REDACTED]");
    try (SenderFixture f = fixture) {
      sendFiveOfWhichOneIsRefused(f);
      Map<?, ?> letter = onlyLetter(f);
      assertEquals("[REDACTED] not", letter.get("answer"));
      assertEquals(400L, letter.get("status"));
      assertEquals("s3", ((Map<?, ?>) letter.get("span")).get("spanId"));
      Duration age = Duration.between(Instant.parse((String) letter.get("time")), Instant.now());
      assertTrue(age.abs().toMinutes() < 10, age.toString());
      assertEquals(0, f.counters.get(Counter.INTERNAL_ERRORS));
    }
  }

  @Test
  void aRedactionThatThrowsLeavesTheAnswerOutAndIsCounted() throws Exception {
    SenderFixture fixture = withAnAgentThatRefusesOne();
    fixture.redaction =
        answer -> {
          throw new IllegalStateException("planted");
        };
    try (SenderFixture f = fixture) {
      sendFiveOfWhichOneIsRefused(f);
      assertEquals("[REDACTED]", onlyLetter(f).get("answer"));
      assertEquals(1, f.counters.get(Counter.INTERNAL_ERRORS));
    }
  }

  @Test
  void itIsRejectedAlsoWhereItCannotBeKept() throws Exception {
    SenderFixture fixture = withAnAgentThatRefusesOne();
    fixture.deadLetters = directory.resolve("absent");
    try (SenderFixture f = fixture) {
      sendFiveOfWhichOneIsRefused(f);
      assertEquals(1, f.counters.get(Counter.INTERNAL_ERRORS));
      assertEquals(0, f.agent.duplicates());
    }
  }
}
