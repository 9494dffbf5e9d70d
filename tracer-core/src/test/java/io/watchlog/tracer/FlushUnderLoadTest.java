package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.log.StalledAppend;
import io.watchlog.tracer.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code flush} and {@code close} say while others record: never what did not happen. */
final class FlushUnderLoadTest extends WithAgent {
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final AtomicBoolean stop = new AtomicBoolean();

  @AfterEach
  void theCallersEnd() {
    stop.set(true);
    callers.shutdownNow();
  }

  private void load(WatchlogTracer tracer) {
    for (int i = 0; i < 2; i++) {
      Future<?> unused =
          callers.submit(
              () -> {
                while (!stop.get()) {
                  tracer.startSpan("load").end();
                  LockSupport.parkNanos(50_000);
                }
              });
    }
  }

  @Test
  void eachOfManyFlushesAtOnceCoversWhatItsCallerHadEnded() throws Exception {
    WatchlogTracer tracer = start();
    load(tracer);
    List<Future<Void>> flushes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      flushes.add(callers.submit(flushesAndLooks(tracer)));
    }
    for (Future<Void> flush : flushes) {
      assertNull(flush.get());
    }
    stop.set(true);
    assertSettled(tracer);
  }

  private Callable<Void> flushesAndLooks(WatchlogTracer tracer) {
    return () -> {
      for (int i = 0; i < 5; i++) {
        Span own = tracer.startSpan("own");
        own.end();
        FlushResult result = tracer.flush(LONG);
        assertTrue(result.complete() && result.delivered() >= 0, result::toString);
        assertTrue(agent.takenIds().contains(own.id()), "flushed and not there");
      }
      return null;
    };
  }

  @Test
  void withADeadAgentAFlushReturnsAtItsTimeoutAndSaysWhatIsPending() throws Exception {
    agent.stop();
    WatchlogTracer tracer = start();
    load(tracer);
    for (int i = 0; i < 3; i++) {
      tracer.startSpan("own").end();
      FlushResult result = tracer.flush(Duration.ofMillis(100));
      assertFalse(result.complete());
      assertEquals(0, result.delivered());
      assertTrue(result.pending() > i, result::toString);
      assertTrue(result.pending() <= tracer.stats().ended());
    }
    stop.set(true);
    agent.start();
    assertSettled(tracer);
  }

  @Test
  void withAFullRingAFlushReturnsAtItsTimeoutAndCountsWhatIsInIt() {
    WatchlogTracer tracer = start(builder().ringSize(16));
    try (StalledAppend stalled = StalledAppend.next()) {
      tracer.startSpan("first").end();
      stalled.awaitStall();
      while (assertBalanced(tracer).droppedRingFull() == 0) {
        tracer.startSpan("s").end();
      }
      FlushResult result = tracer.flush(Duration.ofMillis(50));
      assertFalse(result.complete());
      assertEquals(0, result.delivered());
      assertEquals(16, result.pending());
      stalled.letGo();
      assertTrue(tracer.flush(LONG).complete());
      TracerStats stats = assertSettled(tracer);
      assertEquals(16, stats.delivered());
      assertEquals(stats.ended() - 16, stats.droppedRingFull());
    }
  }

  @Test
  void aFlushThatMeetsACloseReturnsAndClaimsNothing() throws Exception {
    agent.stop();
    WatchlogTracer tracer = start();
    load(tracer);
    tracer.startSpan("own").end();
    Future<FlushResult> flush = callers.submit(() -> tracer.flush(LONG));
    Future<?> close = callers.submit(() -> tracer.close(Duration.ofMillis(200)));
    FlushResult result = flush.get();
    assertNull(close.get());
    assertFalse(result.complete());
    assertEquals(0, result.delivered());
    assertTrue(result.pending() > 0);
    stop.set(true);
    // What was left is on disk, and the next tracer delivers it.
    agent.start();
    long left = assertBalanced(tracer).pending();
    WatchlogTracer next = start();
    Await.until("it is adopted", () -> next.stats().adopted() == left);
    assertDelivered(left, next);
  }
}
