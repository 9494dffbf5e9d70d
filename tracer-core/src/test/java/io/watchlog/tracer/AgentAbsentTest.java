package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.spi.DropReason;
import io.watchlog.tracer.spi.TracerListener;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ReceivedSpan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No agent, and no room: who waits, what is dropped, and what arrives in the end. */
final class AgentAbsentTest extends WithAgent {
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);

  @Test
  void F45_whatWasEndedWhileTheAgentWasAbsentArrivesWhenItIsThere() {
    agent.stop();
    WatchlogTracer tracer = start();
    for (int i = 0; i < 2_000; i++) {
      tracer.startSpan("s" + i).end();
    }
    Await.until("it was tried", () -> tracer.stats().failedPosts() >= 2);
    agent.start();
    assertDelivered(2_000, tracer);
    assertEquals(2_000, agent.takenIds().size());
    assertEquals(0, agent.duplicates(), "a refused connection has sent nothing");
  }

  @Test
  void F1_aFullRingDropsAndCountsAndEndDoesNotWait() throws InterruptedException {
    Map<DropReason, Long> told = new ConcurrentHashMap<>();
    TracerListener listener =
        new TracerListener() {
          @Override
          public void onDropped(DropReason reason, long count) {
            told.merge(reason, count, Long::sum);
          }
        };
    WatchlogTracer tracer =
        start(builder().ringSize(16).listener(listener).redactor(Holding.at("hold", held, letGo)));
    hold(tracer);
    // Nobody lets the journal go before this is through: had one end waited, the test would not
    // end.
    for (int i = 0; i < 1_000; i++) {
      tracer.startSpan("s").end();
    }
    TracerStats stats = assertBalanced(tracer);
    assertEquals(1_001, stats.ended());
    assertEquals(985, stats.droppedRingFull());
    assertEquals(0, stats.open());
    letGo.countDown();
    assertEquals(16, assertSettled(tracer).delivered());
    Await.until("the listener is told", () -> told.getOrDefault(DropReason.RING_FULL, 0L) == 985);
  }

  @Test
  void F1_aListenerThatStallsCostsCountedDropsAndNoCallerWaits() throws InterruptedException {
    TracerListener listener =
        new TracerListener() {
          @Override
          public void onDropped(DropReason reason, long count) {
            held.countDown();
            Holding.await(letGo);
          }
        };
    WatchlogTracer tracer = start(builder().ringSize(8).listener(listener));
    while (held.getCount() > 0) {
      tracer.startSpan("s").end();
    }
    for (int i = 0; i < 100; i++) {
      tracer.startSpan("s").end();
    }
    assertTrue(assertBalanced(tracer).droppedRingFull() >= 92);
    letGo.countDown();
    assertSettled(tracer);
  }

  @Test
  void F1_blockWaitsForRoomAndDropsNothing() throws InterruptedException {
    WatchlogTracer tracer = start(blocking().redactor(Holding.at("hold", held, letGo)));
    hold(tracer);
    CountDownLatch done = new CountDownLatch(1);
    Thread producer =
        new Thread(
            () -> {
              for (int i = 0; i < 100; i++) {
                tracer.startSpan("s").end();
              }
              done.countDown();
            });
    producer.start();
    Await.until("it waits", () -> producer.getState() == Thread.State.TIMED_WAITING);
    assertEquals(1, done.getCount());
    letGo.countDown();
    producer.join();
    assertDelivered(101, tracer);
  }

  @Test
  void F1_blockDropsAfterMaxBlockAndKeepsTheInterrupt() throws InterruptedException {
    WatchlogTracer tracer =
        start(blocking().maxBlock(Duration.ofMillis(20)).redactor(Holding.at("hold", held, letGo)));
    hold(tracer);
    Thread.currentThread().interrupt();
    for (int i = 0; i < 18; i++) {
      tracer.startSpan("s").end();
    }
    assertTrue(Thread.interrupted(), "the flag is the caller's");
    assertEquals(3, assertBalanced(tracer).droppedRingFull(), "fifteen found room");
    letGo.countDown();
    assertEquals(16, assertSettled(tracer).delivered());
  }

  @Test
  void F40_theOldestAreEvictedAndTheDiskIsBounded() {
    long bound = 4 << 20;
    agent.stop();
    WatchlogTracer tracer = start(builder().maxQueueBytes(bound).ringSize(1 << 15));
    for (int i = 0; i < 30_000; i++) {
      tracer.startSpan("s" + i).input("x".repeat(200)).end();
    }
    long[] largest = new long[1];
    Await.until(
        () -> "the journal is through: " + tracer.stats(),
        () -> {
          largest[0] = Math.max(largest[0], QueueFiles.segmentBytes(root));
          return assertBalanced(tracer).evicted() > 10_000;
        });
    assertTrue(largest[0] <= bound + bound / 8, "bytes on disk: " + largest[0]);
    agent.start();
    TracerStats stats = assertSettled(tracer);
    assertEquals(30_000, stats.evicted() + stats.delivered());
    List<ReceivedSpan> taken = agent.taken();
    assertEquals(stats.delivered(), taken.size());
    Set<String> names = taken.stream().map(s -> s.text("name")).collect(Collectors.toSet());
    assertFalse(names.contains("s0"), "the oldest have gone");
    assertTrue(names.contains("s29999"), "the newest arrive");
  }

  @Test
  void F40_underBlockNothingIsEvictedAndProducersWait() throws InterruptedException {
    agent.stop();
    WatchlogTracer tracer = start(blocking().maxQueueSize(100));
    Thread producer =
        new Thread(
            () -> {
              for (int i = 0; i < 500; i++) {
                tracer.startSpan("s" + i).end();
              }
            });
    producer.start();
    Await.until(
        "log and ring are full",
        () -> tracer.stats().ended() >= 100 && producer.getState() == Thread.State.TIMED_WAITING);
    assertEquals(0, assertBalanced(tracer).evicted());
    assertTrue(producer.isAlive());
    assertFalse(tracer.flush(Duration.ofMillis(50)).complete());
    agent.start();
    producer.join();
    assertDelivered(500, tracer);
    assertEquals(500, agent.takenIds().size());
  }

  private TracerBuilder blocking() {
    return builder().ringSize(16).overflowPolicy(OverflowPolicy.BLOCK);
  }

  /** One span's text stalls the journal: from here on the ring only fills. */
  private void hold(WatchlogTracer tracer) throws InterruptedException {
    tracer.startSpan("first").input("hold").end();
    held.await();
  }
}
