package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SenderFlushTest {
  private static SenderFixture lazy() {
    SenderFixture fixture = new SenderFixture();
    fixture.autoFlushNs = 3600 * SenderFixture.SECOND_NS;
    fixture.flushOnSpanCount = 100_000;
    return fixture;
  }

  @Test
  void aFlushSendsWhatWaitsAndSaysSo() throws Exception {
    try (SenderFixture f = lazy().start()) {
      f.append(250);
      FlushOutcome outcome = f.flush();
      assertEquals(new FlushOutcome(250, 0, 0, 0, 0, null), outcome);
      assertEquals(250, f.ledger(Counter.DELIVERED));
      assertEquals(new FlushOutcome(0, 0, 0, 0, 0, null), f.flush());
    }
  }

  @Test
  void severalFlushesAtOnceEachHaveTheirOwnPosition() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    SenderFixture fixture = lazy();
    fixture.maxConnections = 1;
    fixture.batchSize = 1000;
    try (SenderFixture f = fixture) {
      f.agent.script(Reply.ok().after(latch));
      f.start().append(10);
      CompletableFuture<FlushOutcome> first = f.flushFor(10, 30);
      Await.until("it is in flight", () -> f.agent.requestCount() == 1);
      f.append(30);
      CompletableFuture<FlushOutcome> second = f.flushFor(40, 30);
      latch.countDown();
      assertEquals(new FlushOutcome(10, 0, 0, 0, 0, null), first.get(30, TimeUnit.SECONDS));
      FlushOutcome outcome = second.get(30, TimeUnit.SECONDS);
      assertTrue(outcome.delivered() == 40 || outcome.delivered() == 30, outcome::toString);
      assertEquals(0, outcome.pending());
    }
  }

  @Test
  void aFlushWaitsForTheJournalToReachItsPosition() throws Exception {
    try (SenderFixture f = lazy().start()) {
      f.append(5);
      CompletableFuture<FlushOutcome> flush = f.flushFor(8, 30);
      Await.until("what is there leaves at once", () -> f.agent.takenCount() == 5);
      assertFalse(flush.isDone());
      f.append(2);
      // The eighth span could not be encoded: consumed, not appended.
      f.consumed.incrementAndGet();
      f.tell();
      assertEquals(new FlushOutcome(7, 0, 0, 0, 0, null), flush.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aFlushCompletesAtItsDeadlineWithWhatIsPending() throws Exception {
    try (SenderFixture f = lazy()) {
      f.agent.stop();
      f.start().append(7);
      FlushOutcome outcome = f.flushFor(9, 1).get(30, TimeUnit.SECONDS);
      assertEquals(9, outcome.pending());
      assertEquals(0, outcome.delivered());
      assertNotNull(outcome.error());
      f.agent.start();
      FlushOutcome later = f.flush();
      assertEquals(new FlushOutcome(7, 0, 0, 0, 0, null), later);
    }
  }

  @Test
  void whatTheJournalHasAppendedInTheMidstOfAPollIsPendingOnce() throws Exception {
    try (SenderFixture f = lazy()) {
      f.agent.stop();
      f.start().append(10);
      // A poll that is published, with a span that could not be encoded; then part of another.
      // A poll that is published, with a span that could not be encoded; then a part of the next.
      f.journal.add(Counter.CONSUMED, 11);
      f.journal.add(Counter.APPENDED, 10);
      f.journal.publish();
      f.consumed.set(11);
      for (int i = 0; i < 5; i++) {
        f.log.append(SenderFixture.span(100 + i, ""), System.currentTimeMillis(), false);
      }
      f.tell();
      CompletableFuture<FlushOutcome> atTwenty = f.flushFor(20, 1);
      CompletableFuture<FlushOutcome> atThirteen = f.flushFor(13, 1);
      assertEquals(19, atTwenty.get(30, TimeUnit.SECONDS).pending(), "19 of 20 were not lost");
      assertEquals(12, atThirteen.get(30, TimeUnit.SECONDS).pending(), "12 of 13");
      assertTrue(f.stop(1));
      assertEquals(19, f.flushFor(20, 1).get(1, TimeUnit.SECONDS).pending());
    }
  }

  @Test
  void aFlushCountsSkippedRejectedAndDropped() throws Exception {
    SenderFixture fixture = lazy();
    fixture.batchSize = 20;
    fixture.ttlMs = 60_000;
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> r.body().contains("bad") ? Reply.status(400) : Reply.ok());
      f.agent.script(Reply.skipped(3));
      f.start().addDamaged().append(20);
      f.addOld(61_000).add(",\"a\":\"bad\"").append(10);
      FlushOutcome outcome = f.flush();
      assertEquals(3, outcome.skipped());
      assertEquals(27, outcome.delivered());
      assertEquals(1, outcome.rejected());
      assertEquals(0, outcome.pending());
      assertNull(outcome.error());
      // What expired or was damaged before the flush arrived is not its own.
      assertTrue(outcome.dropped() <= 2);
      assertEquals(1, f.ledger(Counter.EXPIRED));
      assertEquals(1, f.ledger(Counter.DAMAGED));
    }
  }

  @Test
  void closeDeliversWhatWaits() throws Exception {
    try (SenderFixture f = lazy().start()) {
      f.append(350);
      assertTrue(f.stop(30));
      assertEquals(350, f.agent.takenCount());
      assertEquals(350, f.log.acknowledgedTo());
      assertEquals(0, f.flushFor(350, 1).get().pending());
    }
  }

  @Test
  void closeReturnsInTimeThoughTheAgentHangsAndTheDataStays() throws Exception {
    SenderFixture fixture = lazy();
    fixture.requestTimeoutNs = 60 * SenderFixture.SECOND_NS;
    try (SenderFixture f = fixture) {
      f.agent.otherwise(r -> Reply.hang());
      f.start().append(350);
      CompletableFuture<FlushOutcome> flush = f.flushFor(350, 60);
      Await.until("two are in flight", () -> f.agent.requestCount() == 2);
      assertTrue(f.stop(1));
      assertEquals(350, flush.get(1, TimeUnit.SECONDS).pending());
      assertEquals(0, f.log.acknowledgedTo());
      assertEquals(0, f.ledger(Counter.DELIVERED));
      assertEquals(200, f.ledger(Counter.HELD));
      assertEquals(350, f.flushFor(350, 1).get(1, TimeUnit.SECONDS).pending());
    }
  }

  @Test
  void closeDoesNotWaitForAnAgentThatIsNotThere() throws Exception {
    try (SenderFixture f = lazy()) {
      f.agent.stop();
      f.start().append(350);
      // This would take an hour, and not pass.
      assertTrue(f.stop(3600));
      assertEquals(0, f.log.acknowledgedTo());
      assertTrue(f.counters.get(Counter.FAILED_POSTS) > 0);
      FlushOutcome after = f.flushFor(350, 1).get(1, TimeUnit.SECONDS);
      assertEquals(350, after.pending());
    }
  }

  @Test
  void closeGoesOnTryingWhatWouldNotSurvive() throws Exception {
    try (SenderFixture f = lazy()) {
      f.agent.stop();
      f.log.inMemory(true);
      f.start().append(350);
      CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> f.stop(60));
      Await.until("it goes on", () -> f.counters.get(Counter.FAILED_POSTS) >= 3);
      f.agent.start();
      assertTrue(closed.get(60, TimeUnit.SECONDS));
      assertEquals(350, f.agent.takenCount());
    }
  }

  @Test
  void closeGoesOnTryingAnAgentThatIsBusy() throws Exception {
    try (SenderFixture f = lazy()) {
      f.agent.script(Reply.status(503), Reply.close(), Reply.status(500));
      f.start().append(350);
      assertTrue(f.stop(60));
      assertEquals(350, f.agent.takenCount());
    }
  }

  @Test
  void closeWithoutAnEndpointOrASpanIsQuick() throws Exception {
    try (SenderFixture f = lazy().startWithoutEndpoint()) {
      assertTrue(f.stop(30));
    }
  }

  @Test
  void anInterruptedCallerClosesAllTheSame() throws Exception {
    try (SenderFixture f = lazy().start()) {
      f.append(10);
      Thread.currentThread().interrupt();
      assertTrue(f.stop(30));
      assertTrue(Thread.interrupted());
      assertEquals(10, f.agent.takenCount());
    }
  }
}
