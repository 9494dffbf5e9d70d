package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchlog.tracer.DeliveryStatus.Breaker;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.LogLines;
import io.watchlog.tracer.testkit.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;

/** An agent that is ill, or hidden, as an application with a tracer of its own sees it. */
final class AgentFaultsTest extends WithAgent {
  private static boolean isPoisoned(FakeAgent.Request request) {
    return request.body().contains("poison");
  }

  @Test
  void F50_onePoisonousSpanAmong2000CostsOnlyItself() throws IOException {
    agent.otherwise(r -> isPoisoned(r) ? Reply.status(500).body("Internal error") : Reply.ok());
    WatchlogTracer tracer = start();
    for (int i = 0; i < 2_000; i++) {
      tracer.startSpan(i == 1_234 ? "poison" : "s" + i).end();
    }
    TracerStats stats = assertSettled(tracer);
    assertEquals(1_999, stats.delivered());
    assertEquals(1, stats.rejected());
    assertEquals(1_999, agent.takenIds().size());
    assertEquals(0, agent.duplicates());
    assertTrue(stats.failedPosts() <= 64, () -> "failed posts: " + stats.failedPosts());
    List<Map<?, ?>> letters = deadLetters();
    assertEquals(1, letters.size());
    Map<?, ?> letter = letters.get(0);
    assertEquals(500L, letter.get("status"));
    assertEquals("Internal error", letter.get("answer"));
    assertEquals("poison", ((Map<?, ?>) letter.get("span")).get("name"));
  }

  @Test
  void F51_anAgentThatFailsOverEverythingIsAskedSeldomAndTheDataIsKept() {
    agent.otherwise(r -> Reply.status(500).body("Internal error"));
    Instant before = Instant.now();
    try (LogLines lines = new LogLines("myapp")) {
      WatchlogTracer tracer = start();
      for (int i = 0; i < 2_000; i++) {
        tracer.startSpan("s" + i).end();
      }
      Await.until(
          () -> "the breaker is open: " + tracer.stats(),
          () -> tracer.stats().delivery().breaker() == Breaker.OPEN);
      DeliveryStatus ill = assertBalanced(tracer).delivery();
      assertEquals("the agent answered 500", ill.lastFailure());
      assertTrue(ill.consecutiveFailures() >= 5, ill::toString);
      assertFalse(ill.lastFailureTime().isBefore(before.minusSeconds(1)), ill::toString);
      FlushResult held = tracer.flush(Duration.ofMillis(50));
      assertFalse(held.complete());
      assertTrue(held.error().getMessage().contains("500"), () -> "error: " + held.error());
      assertTrue(agent.requestCount() < 64, () -> agent.requestCount() + " requests");
      agent.otherwise(r -> Reply.ok());
      TracerStats stats = assertDelivered(2_000, tracer);
      assertEquals(2_000, agent.takenIds().size());
      assertEquals(0, agent.duplicates());
      assertEquals(Breaker.CLOSED, stats.delivery().breaker());
      assertEquals(0, stats.delivery().consecutiveFailures());
      assertEquals("the agent answered 500", stats.delivery().lastFailure());
      assertEquals(1, lines.warnings("delivery to the agent fails").size());
      Await.until("one line says so", () -> lines.infos("works again").size() == 1);
    }
  }

  @Test
  void nothingHasFailedWhereNothingWasTried() {
    DeliveryStatus delivery = start().stats().delivery();
    assertEquals(Breaker.CLOSED, delivery.breaker());
    assertNull(delivery.lastFailure());
    assertNull(delivery.lastFailureTime());
  }

  @Test
  void anAgentOnIpv6IsSpokenTo() throws IOException {
    InetAddress loopback = InetAddress.getAllByName("::1")[0];
    assumeTrue(canListenOn(loopback), "this machine has no IPv6");
    try (FakeAgent six = new FakeAgent(ServerSocketFactory.getDefault(), loopback)) {
      WatchlogTracer tracer = start(builder().agentUrl(six.uri()));
      tracer.startSpan("s").end();
      assertDelivered(1, tracer);
      assertEquals("[::1]:" + six.port(), six.requests().get(0).headers().get("host"));
    }
  }

  private static boolean canListenOn(InetAddress address) {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theUsersHeadersReachAGateway() {
    WatchlogTracer tracer =
        start(builder().headers(Map.of("Authorization", "Bearer k", "X-Tenant", "t")));
    tracer.startSpan("s").end();
    assertDelivered(1, tracer);
    Map<String, String> headers = agent.requests().get(0).headers();
    assertEquals("Bearer k", headers.get("authorization"));
    assertEquals("t", headers.get("x-tenant"));
  }
}
