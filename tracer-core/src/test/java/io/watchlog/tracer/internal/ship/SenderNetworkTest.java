package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.Reply;
import io.watchlog.tracer.testkit.TestCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can happen to a connection, down to the byte. */
class SenderNetworkTest {
  @TempDir Path directory;

  /** Twenty spans in a body that no socket's buffers hold. */
  private static SenderFixture large() {
    SenderFixture fixture = new SenderFixture();
    fixture.batchSize = 20;
    fixture.maxBatchBytes = 20 << 20;
    fixture.autoFlushNs = 3600 * SenderFixture.SECOND_NS;
    fixture.flushOnSpanCount = 20;
    return fixture;
  }

  private static void appendLarge(SenderFixture f) {
    for (int i = 0; i < 20; i++) {
      f.add(",\"input\":\"" + "x".repeat(900_000) + "\"");
    }
    f.tell();
  }

  @Test
  void F47_aResetInTheMiddleOfTheBodyIsTriedAgainAndCannotHaveArrived() {
    try (SenderFixture f = large()) {
      f.agent.script(Reply.reset().afterBodyBytes(100_000));
      f.start();
      appendLarge(f);
      f.awaitDelivered(20);
      assertEquals(1, f.counters.get(Counter.FAILED_POSTS));
      assertEquals(20, f.counters.get(Counter.RETRIED));
      assertEquals(0, f.counters.get(Counter.AMBIGUOUS));
      assertEquals(0, f.agent.duplicates());
    }
  }

  @Test
  void F47_aResetAfterTheBodyIsTriedAgainAndCountedAsAmbiguous() {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.script(Reply.reset());
      f.start().append(100);
      f.awaitDelivered(100);
      assertEquals(100, f.counters.get(Counter.AMBIGUOUS));
      assertEquals(1, f.counters.get(Counter.FAILED_POSTS));
    }
  }

  @Test
  void F47_halfAnAnswerOnAKeptConnectionIsAFailureAndNotAStaleConnection() {
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture.start()) {
      f.append(100);
      f.awaitDelivered(100);
      f.agent.script(Reply.raw("HTTP/1.1 200 O"));
      f.append(100);
      f.awaitDelivered(200);
      assertEquals(100, f.counters.get(Counter.AMBIGUOUS));
      assertEquals(1, f.counters.get(Counter.FAILED_POSTS));
    }
  }

  @Test
  void F48_aKeptConnectionThatTheAgentClosedIsReplacedUnseen() {
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture.start()) {
      f.append(100);
      f.awaitDelivered(100);
      f.agent.script(Reply.close());
      f.append(100);
      f.awaitDelivered(200);
      f.agent.script(Reply.reset());
      f.append(100);
      f.awaitDelivered(300);
      assertNoFailureSeen(f);
      assertEquals(3, f.agent.connections());
    }
  }

  @Test
  void F48_anIdleCloseThatRacesASendIsNotSeen() {
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    fixture.autoFlushNs = 1_000_000;
    try (SenderFixture f = fixture) {
      f.agent.advertisesNothing().closesIdleAfter(() -> random(15, 20));
      f.start();
      for (int round = 1; round <= 100; round++) {
        f.append(1);
        f.awaitDelivered(round);
        // Not a wait: the moment of the next send is what is tried.
        LockSupport.parkNanos(random(13_000_000, 22_000_000));
      }
      assertNoFailureSeen(f);
      assertEquals(0, f.agent.duplicates());
      assertTrue(f.agent.connections() > 1, "none was closed");
    }
  }

  private static int random(int from, int to) {
    return ThreadLocalRandom.current().nextInt(from, to);
  }

  private static void assertNoFailureSeen(SenderFixture f) {
    assertEquals(List.of(), f.failures);
    assertEquals(0, f.counters.get(Counter.FAILED_POSTS));
    assertEquals(0, f.counters.get(Counter.RETRIED));
    assertEquals(0, f.counters.get(Counter.AMBIGUOUS));
    assertEquals(DeliveryState.NEW, f.sender.state());
  }

  @Test
  void F49_anAnswerBeforeTheBodyIsThroughCounts() {
    try (SenderFixture f = large()) {
      f.agent.script(Reply.status(413).early());
      f.start();
      appendLarge(f);
      f.awaitDelivered(20);
      assertEquals(0, f.agent.duplicates());
      assertEquals(0, f.counters.get(Counter.AMBIGUOUS));
      assertEquals(1, f.counters.get(Counter.FAILED_POSTS));
    }
  }

  @Test
  void F53_anEndlessBodyIsCutAndTheConnectionNotUsedAgain() {
    SenderFixture fixture = new SenderFixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture) {
      f.agent.script(Reply.endless());
      f.start().append(200);
      f.awaitDelivered(200);
      assertEquals(0, f.counters.get(Counter.FAILED_POSTS));
      assertEquals(2, f.agent.connections());
      assertEquals(100, f.agent.takenCount(), "the endless one took nothing");
    }
  }

  @Test
  void F54_aHeadThatComesByteByByteMeetsTheDeadline() {
    SenderFixture fixture = new SenderFixture();
    fixture.requestTimeoutNs = SenderFixture.SECOND_NS / 5;
    try (SenderFixture f = fixture) {
      f.agent.script(Reply.ok().dripping(50));
      f.start().append(100);
      f.awaitDelivered(100);
      assertEquals(100, f.counters.get(Counter.AMBIGUOUS));
      assertEquals(List.of("no answer in time"), f.failures);
    }
  }

  @Test
  void F54_aBodyThatNeverEndsIsAnAnswerAtTheDeadline() {
    SenderFixture fixture = new SenderFixture();
    fixture.requestTimeoutNs = SenderFixture.SECOND_NS / 5;
    try (SenderFixture f = fixture) {
      f.agent.script(Reply.rawThenHang("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"skip"));
      f.start().append(100);
      f.awaitDelivered(100);
      assertEquals(0, f.counters.get(Counter.FAILED_POSTS));
      assertEquals(0, f.agent.takenCount());
    }
  }

  @Test
  void anAgentThatNeverAnswersIsTriedAgainAfterTheTimeout() {
    SenderFixture fixture = new SenderFixture();
    fixture.requestTimeoutNs = SenderFixture.SECOND_NS / 5;
    try (SenderFixture f = fixture) {
      f.agent.script(Reply.hang());
      f.start().append(100);
      f.awaitDelivered(100);
      assertEquals(100, f.counters.get(Counter.AMBIGUOUS));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0015\u0003\u0001\u0000\u0002\u0002\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "220 mail ESMTP\r\n",
        "-ERR unknown command 'POST'\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nxyz",
        "\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000"
      })
  void F58_whatIsNotHttpIsAFailureAndTheDataStays(String greeting) throws Exception {
    try (SenderFixture f = new SenderFixture()) {
      f.agent.otherwise(r -> Reply.raw(greeting));
      f.start().append(100);
      Await.until("it was tried", () -> f.counters.get(Counter.FAILED_POSTS) >= 1);
      f.agent.otherwise(r -> Reply.ok());
      assertEquals(100, f.flush().delivered());
      assertEquals(f.counters.get(Counter.FAILED_POSTS), f.counters.get(Counter.POSTS) - 1);
    }
  }

  @Test
  void F58_aPortThatSpeaksTlsIsAFailureAndTheDataStays() throws Exception {
    TestCertificate certificate = TestCertificate.of("ip:127.0.0.1", directory);
    try (FakeAgent secure = new FakeAgent(certificate.context().getServerSocketFactory());
        SenderFixture f = new SenderFixture()) {
      f.startWithoutEndpoint().sender.endpoint(secure.uri());
      f.append(100);
      Await.until("it was tried twice", () -> f.counters.get(Counter.FAILED_POSTS) >= 2);
      assertEquals(0, secure.requestCount());
      assertEquals(0, f.log.acknowledgedTo());
    }
  }
}
