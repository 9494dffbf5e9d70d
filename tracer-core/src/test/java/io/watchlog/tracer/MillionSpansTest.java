package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class MillionSpansTest extends WithAgent {
  private static final int THREADS = 2;
  private static final int SPANS = 500_000;
  private static final Metadata METADATA = Metadata.of("feature", "chat", "userId", "u-123");

  @Test
  void aMillionSpansOfTwoThreadsAreDeliveredOnceEachAndEverySnapshotBalances()
      throws InterruptedException {
    agent.countOnly();
    WatchlogTracer tracer =
        start(builder().overflowPolicy(OverflowPolicy.BLOCK).maxQueueSize(2_000_000));
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      threads[t] = new Thread(() -> record(tracer));
      threads[t].start();
    }
    AtomicReference<TracerStats> last = new AtomicReference<>(tracer.stats());
    int[] snapshots = new int[1];
    Await.within(
        java.time.Duration.ofMinutes(3),
        () -> "delivered: " + last.get(),
        () -> {
          TracerStats stats = assertBalanced(tracer);
          assertTrue(stats.delivered() >= last.get().delivered(), "counters never fall");
          assertTrue(stats.ended() >= last.get().ended(), "counters never fall");
          last.set(stats);
          snapshots[0]++;
          return stats.delivered() == (long) THREADS * SPANS;
        });
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(snapshots[0] > 10);
    assertDelivered((long) THREADS * SPANS, tracer);
    assertEquals((long) THREADS * SPANS, agent.takenCount());
    assertEquals(0, agent.duplicates());
  }

  private static void record(WatchlogTracer tracer) {
    for (int i = 0; i < SPANS; i++) {
      Span span = tracer.startSpan("call_llm", METADATA);
      span.model("gpt-4").provider("openai").input("Summarize: Hello world...");
      span.output("Hello world summary.").tokens(42).cost(0.002).end();
    }
  }
}
