package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.Reply;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SenderDeliveryTest {
  @Test
  void everySpanArrivesOnceAndInBatches() throws Exception {
    try (SenderFixture f = new SenderFixture().start()) {
      f.append(1050);
      f.awaitDelivered(1050);
      assertEquals(1050, f.agent.takenIds().size());
      assertEquals(0, f.agent.duplicates());
      assertEquals(11, f.agent.requestCount());
      Await.until("all is acknowledged", () -> f.log.acknowledgedTo() == 1050);
      assertEquals(0, f.ledger(Counter.HELD));
    }
  }

  @Test
  void requestIsPlainHttpWithLengthHostAndTheUsersHeaders() throws Exception {
    try (SenderFixture f = new SenderFixture().start()) {
      f.append(1);
      f.awaitDelivered(1);
      FakeAgent.Request request = f.agent.requests().get(0);
      assertEquals("POST /ai-tracer HTTP/1.1", request.line());
      assertEquals("application/json", request.headers().get("content-type"));
      assertEquals("127.0.0.1:" + f.agent.port(), request.headers().get("host"));
      assertEquals("k", request.headers().get("x-gateway-key"));
      assertEquals(
          String.valueOf(request.body().length()), request.headers().get("content-length"));
      assertEquals("[" + SenderFixture.span(1, "") + "]", request.body());
    }
  }

  @Test
  void oneConnectionServesManyBatches() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture.start()) {
      f.append(2000);
      f.awaitDelivered(2000);
      assertEquals(1, f.agent.connections());
    }
  }

  @Test
  void fewSpansLeaveAfterTheInterval() throws Exception {
    try (SenderFixture f = new SenderFixture().start()) {
      f.append(3);
      f.awaitDelivered(3);
      assertEquals(1, f.agent.requestCount());
    }
  }

  @Test
  void enoughSpansDoNotWaitForTheInterval() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.autoFlushNs = 3600 * SenderFixture.SECOND_NS;
    try (SenderFixture f = fixture.start()) {
      f.append(99);
      f.append(1);
      f.awaitDelivered(100);
    }
  }

  @Test
  void enoughBytesDoNotWaitForTheInterval() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.autoFlushNs = 3600 * SenderFixture.SECOND_NS;
    fixture.maxBatchBytes = 2000;
    try (SenderFixture f = fixture.start()) {
      for (int i = 0; i < 4; i++) {
        f.add(",\"input\":\"" + "x".repeat(600) + "\"").tell();
      }
      Await.until("a batch left by its bytes", () -> f.agent.takenCount() >= 2);
    }
  }

  @Test
  void aBodyIsNoLargerThanItsLimitUnlessASingleSpanIs() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxBatchBytes = 1000;
    try (SenderFixture f = fixture.start()) {
      f.append(50);
      f.add(",\"input\":\"" + "x".repeat(5000) + "\"");
      f.append(50);
      f.awaitDelivered(101);
      for (FakeAgent.Request request : f.agent.requests()) {
        assertTrue(request.body().length() <= 1000 || request.spans().size() == 1);
      }
    }
  }

  @Test
  void acknowledgesInOrderThoughTheSecondBatchIsAnsweredFirst() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    try (SenderFixture f = new SenderFixture().start()) {
      f.agent.otherwise(r -> r.body().contains("\"s1\"") ? Reply.ok().after(first) : Reply.ok());
      f.append(200);
      f.awaitDelivered(100);
      assertEquals(List.of(), f.log.acknowledged());
      assertEquals(100, f.ledger(Counter.HELD));
      first.countDown();
      f.awaitDelivered(200);
      Await.until("all is acknowledged", () -> f.log.acknowledgedTo() == 200);
    }
  }

  @Test
  void F53_rubbishInAGoodAnswerIsNoSkip() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture.start()) {
      f.agent.script(
          Reply.status(200).body("<html>welcome</html>"),
          Reply.status(200).body("{\"skipped\":\"all\"}"),
          Reply.status(200).body("{\"skipped\":-7}"),
          Reply.status(200).body("\u0000\uFFFF{\"skip"));
      f.append(400);
      f.awaitDelivered(400);
      assertEquals(0, f.ledger(Counter.SKIPPED));
      assertEquals(0, f.counters.get(Counter.FAILED_POSTS));
    }
  }

  @Test
  void F53_skippedIsBelievedUpToTheSizeOfTheBatch() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture.start()) {
      f.agent.script(Reply.skipped(7), Reply.skipped(1_000_000));
      f.append(200);
      f.awaitLedger(Counter.SKIPPED, 107);
      assertEquals(93, f.ledger(Counter.DELIVERED));
    }
  }

  @Test
  void damagedRecordsAreCountedAndDoNotHoldUpOthers() throws Exception {
    try (SenderFixture f = new SenderFixture().start()) {
      f.addDamaged().append(10).addDamaged().addDamaged().append(10);
      f.addDamaged().tell();
      f.awaitDelivered(20);
      f.awaitLedger(Counter.DAMAGED, 4);
      Await.until("all is acknowledged", () -> f.log.acknowledgedTo() == 24);
    }
  }

  @Test
  void anExceptionInAStepIsCountedAndSurvived() throws Exception {
    try (SenderFixture f = new SenderFixture().start()) {
      f.log.failOnce(0, new IllegalStateException("planted"));
      f.append(100);
      f.awaitDelivered(100);
      assertEquals(1, f.counters.get(Counter.INTERNAL_ERRORS));
    }
  }

  @Test
  void whatIsAppendedAfterARestIsSeen() throws Exception {
    try (SenderFixture f = new SenderFixture().start()) {
      f.append(100);
      f.awaitDelivered(100);
      for (int round = 1; round <= 20; round++) {
        f.append(1);
        f.awaitDelivered(100 + round);
      }
    }
  }

  @Test
  void spansWaitForTheEndpointToBeKnown() throws Exception {
    try (SenderFixture f = new SenderFixture().startWithoutEndpoint()) {
      f.append(250);
      FlushOutcome outcome = f.flushFor(250, 0).get();
      assertEquals(250, outcome.pending());
      f.connect();
      f.awaitDelivered(250);
    }
  }
}
