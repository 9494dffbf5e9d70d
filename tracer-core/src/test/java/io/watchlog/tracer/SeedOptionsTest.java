package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ReceivedSpan;
import io.watchlog.tracer.testkit.Reply;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The options of python-ai-tracer, each by its name: what it says is what happens. */
final class SeedOptionsTest extends WithAgent {
  private static final Duration NEVER = Duration.ofHours(1);

  @Test
  void agent_url_isWhereSpansGo() {
    WatchlogTracer base = start(builder("base").agentUrl("http://127.0.0.1:" + agent.port()));
    WatchlogTracer full = start(builder("full").agentUrl(agent.uri()));
    base.startSpan("a").end();
    full.startSpan("b").end();
    taken(2);
    assertEquals(agent.uri(), base.agentUrl().orElseThrow());
    assertEquals(agent.uri(), full.agentUrl().orElseThrow());
    assertTrue(
        agent.requests().stream().allMatch(r -> r.line().equals("POST /ai-tracer HTTP/1.1")));
    assertDelivered(1, base);
    assertDelivered(1, full);
  }

  @Test
  void env_WATCHLOG_AGENT_URL_isReadWhereNeitherBuilderNorPropertySays() {
    OptionSource environment =
        new OptionSource(
            property -> null,
            variable -> variable.equals("WATCHLOG_AGENT_URL") ? agent.uri().toString() : null);
    TracerBuilder unsaid = WatchlogTracer.builder("myapp").queueDirectory(root).shutdownHook(false);
    TracerConfig config = unsaid.config(environment);
    WatchlogTracer tracer = start(builder().agentUrl(config.agentUrl().orElseThrow()));
    tracer.startSpan("s").end();
    assertDelivered(1, tracer);
    assertEquals(
        URI.create("http://other:1/ai-tracer"),
        unsaid.agentUrl("http://other:1").config(environment).agentUrl().orElseThrow());
  }

  @Test
  void kubernetesAndLocalDefault_areFoundWithoutWaiting() {
    WatchlogTracer tracer =
        start(WatchlogTracer.builder("detects").queueDirectory(root).shutdownHook(false));
    Await.until("detection has ended", () -> tracer.agentUrl().isPresent());
    String found = tracer.agentUrl().orElseThrow().toString();
    assertTrue(
        List.of(
                "http://127.0.0.1:3774/ai-tracer",
                "http://watchlog-node-agent.monitoring.svc.cluster.local:3774/ai-tracer")
            .contains(found),
        found);
  }

  @Test
  void batch_size_boundsTheSpansOfARequest() {
    WatchlogTracer tracer = start(builder().batchSize(7).autoFlushInterval(NEVER));
    for (int i = 0; i < 50; i++) {
      tracer.startSpan("s").end();
    }
    assertTrue(tracer.flush(LONG).complete());
    assertTrue(agent.requests().stream().allMatch(r -> r.spans().size() <= 7));
    assertDelivered(50, tracer);
  }

  @Test
  void flush_on_span_count_startsARequestAtOnce() {
    WatchlogTracer tracer = start(builder().flushOnSpanCount(5).autoFlushInterval(NEVER));
    for (int i = 0; i < 5; i++) {
      tracer.startSpan("s").end();
    }
    taken(5);
    tracer.startSpan("alone").end();
    Await.until("it waits", () -> tracer.stats().ended() == 6 && tracer.stats().pending() == 1);
    assertTrue(tracer.flush(LONG).complete());
    assertDelivered(6, tracer);
  }

  @Test
  void auto_flush_interval_isTheLongestThatASpanWaits() {
    WatchlogTracer tracer =
        start(builder().flushOnSpanCount(1_000).autoFlushInterval(Duration.ofMillis(30)));
    tracer.startSpan("s").end();
    taken(1);
    assertDelivered(1, tracer);
  }

  @Test
  void max_retries_boundsTheFailuresBeforeABatchIsSplit() {
    agent.script(Reply.status(500), Reply.status(500), Reply.status(500));
    WatchlogTracer tracer = start(builder().maxRetries(2).autoFlushInterval(NEVER));
    for (int i = 0; i < 4; i++) {
      tracer.startSpan("s").end();
    }
    assertTrue(tracer.flush(LONG).complete());
    List<Integer> sizes = agent.requests().stream().map(r -> r.spans().size()).toList();
    assertEquals(List.of(4, 4, 4), sizes.subList(0, 3));
    assertEquals(2, sizes.get(3), "split after two retries");
    assertDelivered(4, tracer);
  }

  @Test
  void max_queue_size_hasTheOldestDropped() {
    agent.stop();
    WatchlogTracer tracer = start(builder().maxQueueSize(100).batchSize(10));
    for (int i = 0; i < 1_000; i++) {
      tracer.startSpan("s" + i).end();
    }
    Await.until("the oldest have gone", () -> tracer.stats().pending() <= 100);
    agent.start();
    TracerStats stats = assertSettled(tracer);
    assertEquals(1_000, stats.evicted() + stats.delivered());
    assertTrue(stats.evicted() >= 900, stats::toString);
    List<String> names = agent.taken().stream().map(s -> s.text("name")).toList();
    assertTrue(names.contains("s999"), "the newest arrive");
  }

  @Test
  void queue_item_ttl_hasWhatIsTooOldExpireAndNothingElse() {
    agent.stop();
    AtomicLong shiftMs = new AtomicLong();
    WatchlogTracer tracer =
        start(
            builder()
                .queueItemTtl(Duration.ofMinutes(10))
                .clock(() -> Instant.now().plusMillis(shiftMs.get())));
    tracer.startSpan("old").end();
    Await.until("it is kept", () -> tracer.stats().pending() == 1 && tracer.stats().ended() == 1);
    shiftMs.set(Duration.ofMinutes(9).toMillis());
    Await.until(
        "the clock was read",
        () -> {
          tracer.startSpan("young").end();
          return tracer.stats().ended() > 100;
        });
    assertEquals(0, tracer.stats().expired(), "not before its time");
    shiftMs.set(Duration.ofMinutes(11).toMillis());
    Await.until("the oldest expires", () -> tracer.stats().expired() >= 1);
    agent.start();
    TracerStats stats = assertSettled(tracer);
    assertTrue(stats.delivered() > 0, "the young ones arrive");
    assertFalse(agent.taken().stream().anyMatch(s -> "old".equals(s.text("name"))));
  }

  @Test
  void max_field_length_cutsTheFieldsText() {
    WatchlogTracer tracer = start(builder().maxFieldLength(3));
    tracer.startSpan("s").input("abcdef").output("a").end();
    assertEquals("\"ab...[TRUNCATED]", field("input"));
    assertEquals("\"a\"", field("output"));
    assertDelivered(1, tracer);
  }

  @Test
  void sensitive_fields_areRedacted() {
    WatchlogTracer tracer = start(builder().sensitiveFields("ssn"));
    tracer.startSpan("s").input("ssn=123-45-6789 password=open").end();
    assertEquals("\"ssn=[REDACTED] password=open\"", field("input"));
    assertDelivered(1, tracer);
  }

  @Test
  void max_in_memory_spans_boundsTheRing() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch opened = new CountDownLatch(1);
    WatchlogTracer tracer =
        start(builder().maxInMemorySpans(8).redactor(Holding.at("hold", held, opened)));
    tracer.startSpan("s").input("hold").end();
    held.await();
    for (int i = 0; i < 20; i++) {
      tracer.startSpan("s").end();
    }
    assertEquals(13, tracer.stats().droppedRingFull(), "one is held, seven wait");
    opened.countDown();
    assertEquals(8, assertSettled(tracer).delivered());
  }

  @Test
  void request_timeout_endsARequestThatIsNotAnswered() {
    agent.script(Reply.hang());
    WatchlogTracer tracer = start(builder().requestTimeout(Duration.ofMillis(200)));
    tracer.startSpan("s").end();
    TracerStats stats = assertDelivered(1, tracer);
    assertEquals(1, stats.ambiguous());
    assertEquals(2, agent.requestCount());
  }

  @Test
  void queueOnDisk_keepsWhatTheAgentDidNotTakeForTheNextTracer() {
    agent.stop();
    WatchlogTracer first = start();
    for (int i = 0; i < 10; i++) {
      first.startSpan("s" + i).end();
    }
    first.close(Duration.ofSeconds(1));
    assertEquals(10, first.stats().pending());
    agent.start();
    WatchlogTracer next = start();
    Await.until("all are delivered", () -> next.stats().delivered() == 10);
    assertEquals(10, assertSettled(next).adopted());
    assertEquals(
        List.of("s0", "s9"),
        List.of(agent.taken().get(0).text("name"), agent.taken().get(9).text("name")));
    assertEquals(10, agent.taken().stream().map(ReceivedSpan::id).distinct().count());
  }

  @Test
  void everyOptionIsValidated() {
    assertThrows(IllegalArgumentException.class, () -> builder().batchSize(0));
    assertThrows(IllegalArgumentException.class, () -> builder().flushOnSpanCount(0));
    assertThrows(IllegalArgumentException.class, () -> builder().maxRetries(-1));
    assertThrows(IllegalArgumentException.class, () -> builder().maxQueueSize(0));
    assertThrows(IllegalArgumentException.class, () -> builder().queueItemTtl(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder().requestTimeout(Duration.ZERO));
  }
}
