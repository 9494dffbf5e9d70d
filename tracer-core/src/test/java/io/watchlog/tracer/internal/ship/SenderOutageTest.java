package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.spi.DropReason;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.Reply;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SenderOutageTest {
  @Test
  void allIsDeliveredWhenAnAbsentAgentComes() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.stop();
      f.start().append(1000);
      Await.until("it was tried", () -> f.failures.size() >= 2);
      assertEquals(0, f.ledger(Counter.DELIVERED));
      f.agent.start();
      f.append(500);
      f.awaitDelivered(1500);
      assertEquals(0, f.agent.duplicates());
      assertEquals(0, f.counters.get(Counter.AMBIGUOUS));
      Await.until("recovery is told once", () -> f.recoveries.size() == 1);
    }
  }

  @Test
  void nothingIsLostWhenTheAgentIsRestarted() throws Exception {
    try (SenderFixture f = new SenderFixture().start()) {
      for (int round = 0; round < 3; round++) {
        f.append(500);
        f.agent.stop();
        f.append(500);
        f.agent.start();
      }
      f.awaitDelivered(3000);
      assertEquals(3000, f.agent.takenIds().size());
    }
  }

  @Test
  void spansExpireWhileTheAgentIsAway() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.ttlMs = 60_000;
    try (SenderFixture f = fixture) {
      f.agent.stop();
      f.start();
      for (int i = 0; i < 30; i++) {
        f.addOld(61_000);
      }
      f.append(30);
      f.awaitLedger(Counter.EXPIRED, 30);
      f.agent.start();
      f.awaitDelivered(30);
      Await.until("the listener knows", () -> f.dropped.getOrDefault(DropReason.EXPIRED, 0L) == 30);
    }
  }

  @Test
  void spansOfABatchThatWaitsForItsRetryExpire() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.ttlMs = 60_000;
    try (SenderFixture f = fixture) {
      f.agent.stop();
      f.start();
      for (int i = 0; i < 40; i++) {
        f.addOld(59_000);
      }
      f.append(60);
      Await.until("it was tried", () -> !f.failures.isEmpty());
      assertTrue(f.ledger(Counter.EXPIRED) <= 40);
      f.awaitLedger(Counter.EXPIRED, 40);
      f.agent.start();
      f.awaitDelivered(60);
    }
  }

  @Test
  void theOldestAreEvictedAtTheBoundExactToTheRecord() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.log.maxQueueSize(250);
      f.startWithoutEndpoint().append(1000);
      f.awaitLedger(Counter.EVICTED, 750);
      // Not before: what is in flight, though only for a moment, is not evicted.
      f.connect();
      f.awaitDelivered(250);
      Set<String> ids = f.agent.takenIds();
      assertTrue(ids.contains("s751") && ids.contains("s1000"));
      assertFalse(ids.contains("s750"));
    }
  }

  @Test
  void whatIsInFlightIsNeitherEvictedNorExpired() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture) {
      f.log.maxQueueSize(150);
      f.agent.script(Reply.ok().after(latch));
      f.start().append(100);
      Await.until("it is in flight", () -> f.agent.requestCount() == 1);
      f.append(200);
      f.awaitLedger(Counter.EVICTED, 150);
      latch.countDown();
      f.awaitDelivered(150);
      Set<String> ids = f.agent.takenIds();
      assertTrue(ids.contains("s1") && ids.contains("s100") && ids.contains("s251"));
      assertFalse(ids.contains("s101") || ids.contains("s250"));
    }
  }

  @Test
  void recordsThatWereReadWithADamagedOneStayUntilTheyAreDelivered() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.otherwise(r -> Reply.status(503));
      f.start();
      f.append(0).add("").add("").addDamaged().add("").add("").tell();
      Await.until("it was tried", () -> !f.failures.isEmpty());
      f.awaitLedger(Counter.DAMAGED, 1);
      assertEquals(0, f.log.acknowledgedTo());
      f.agent.otherwise(r -> Reply.ok());
      f.awaitDelivered(4);
    }
  }

  @Test
  void aJournalThatWaitsForRoomDoesNotWaitForTheLinger() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.autoFlushNs = 600 * SenderFixture.SECOND_NS;
    try (SenderFixture f = fixture.start()) {
      f.append(10);
      f.log.waitsForRoom(true);
      f.sender.progress();
      f.awaitDelivered(10);
    }
  }

  @Test
  void anErrorInAStepLeavesATimerBehind() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.log.failOnce(0, new OutOfMemoryError("planted"));
      f.start().append(100);
      f.awaitDelivered(100);
      assertEquals(1, f.counters.get(Counter.INTERNAL_ERRORS));
    }
  }

  @Test
  void aThreadThatDiesTellsThoseWhoWaitAndLeavesTheRestInTheLog() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.otherwise(r -> Reply.hang());
      f.start().append(300);
      Await.until("two are in flight", () -> f.agent.requestCount() == 2);
      CompletableFuture<FlushOutcome> flush = f.flushFor(300, 600);
      f.loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
      assertEquals(300, flush.get(30, TimeUnit.SECONDS).pending());
      Await.until("it is known to have died", () -> f.died);
      assertEquals(300, f.flush().pending(), "later ones too");
      assertEquals(0, f.log.acknowledgedTo());
      assertTrue(f.stop(0), "nobody waits for it");
    }
  }

  @Test
  void theSenderRestsWhileTheBreakersProbeIsOut() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.requestTimeoutNs = SenderFixture.SECOND_NS;
    try (SenderFixture f = fixture) {
      Predicate<FakeAgent.Request> isProbe = r -> r.spans().size() < f.batchSize;
      f.agent.otherwise(r -> isProbe.test(r) ? Reply.hang() : Reply.status(503));
      f.start().append(300);
      Await.until(
          "the breaker is open",
          () -> {
            boolean done = f.flushFor(300, 30).isDone();
            return !done && f.counters.get(Counter.FAILED_POSTS) >= CircuitBreaker.FAILURES_TO_OPEN;
          });
      Await.until("the probe is out", () -> f.agent.requests().stream().anyMatch(isProbe));
      long before = f.log.steps();
      f.agent.otherwise(r -> Reply.ok());
      Await.until("it has timed out", () -> f.counters.get(Counter.AMBIGUOUS) > 0);
      // At a step a millisecond it would be hundreds.
      assertTrue(f.log.steps() - before < 50, () -> "steps: " + (f.log.steps() - before));
      f.awaitDelivered(300);
    }
  }

  @Test
  void theSenderRestsWhileASuspectWaitsForSomethingElseToBeSent() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxRetries = 0;
    fixture.autoFlushNs = 3600 * SenderFixture.SECOND_NS;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> Reply.status(500));
      f.start().append(1);
      CompletableFuture<FlushOutcome> flush = f.flushFor(1, 2);
      Await.until("it is sent again", () -> f.counters.get(Counter.FAILED_POSTS) >= 3);
      // Not enough for a batch, and not to be flushed: it lingers.
      f.append(1);
      assertEquals(1, flush.get(30, TimeUnit.SECONDS).pending());
      long before = f.log.steps();
      long untilNs = System.nanoTime() + 2 * SenderFixture.SECOND_NS;
      Await.until("two seconds more", () -> System.nanoTime() - untilNs >= 0);
      // At a step a millisecond it would be thousands.
      assertTrue(f.log.steps() - before < 50, () -> "steps: " + (f.log.steps() - before));
    }
  }

  @Test
  void evictionGoesOnBeforeTheEndpointIsKnown() throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.log.maxQueueSize(10);
      f.startWithoutEndpoint().append(25);
      f.awaitLedger(Counter.EVICTED, 15);
    }
  }
}
