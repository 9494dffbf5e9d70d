package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.Reply;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that takes requests and never answers, while the log is at its bound. */
final class HungAgentTest extends WithAgent {
  private static final int SPANS = 20_000;
  private static final long BOUND = 1 << 20;

  /** Of the log at this bound; one of the spans fits into each. */
  private static final int SEGMENTS = 8;

  private WatchlogTracer startAtTheBound(TracerBuilder builder) {
    agent.otherwise(request -> Reply.hang());
    return start(builder.maxQueueBytes(BOUND).requestTimeout(Duration.ofMinutes(10)));
  }

  private TracerStats settledOnceItAnswers(WatchlogTracer tracer) {
    agent.otherwise(request -> Reply.ok());
    agent.stop();
    agent.start();
    TracerStats stats = assertSettled(tracer);
    assertEquals(stats.delivered(), agent.takenCount());
    assertEquals(0, agent.duplicates());
    return stats;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void F46_theOldestBehindWhatIsInFlightGo(int connections) {
    WatchlogTracer tracer =
        startAtTheBound(builder().maxConnections(connections).ringSize(1 << 15));
    for (int i = 0; i < SPANS; i++) {
      tracer.startSpan("s" + i).input("x".repeat(200)).end();
    }
    long[] largest = new long[1];
    Await.until(
        () -> "the journal is through: " + tracer.stats(),
        () -> {
          largest[0] = Math.max(largest[0], QueueFiles.segmentBytes(root));
          return assertBalanced(tracer).evicted() > SPANS * 3 / 4;
        });
    assertTrue(largest[0] <= BOUND + BOUND / 8, "bytes on disk: " + largest[0]);
    Await.until("each connection has a request", () -> agent.requestCount() >= connections);
    assertEquals(connections, agent.requestCount());
    TracerStats stats = settledOnceItAnswers(tracer);
    assertEquals(SPANS, stats.evicted() + stats.delivered());
    Set<String> names = agent.taken().stream().map(s -> s.text("name")).collect(toSet());
    assertTrue(names.contains("s" + (SPANS - 1)), "the newest arrive");
  }

  @Test
  void F46_whereEachSegmentHasASpanInFlightNewOnesAreDroppedAndEndDoesNotWait() {
    int length = 65_000;
    WatchlogTracer tracer =
        startAtTheBound(builder().maxConnections(16).maxFieldLength(length).ringSize(8));
    String input = "x".repeat(length);
    endUntil(tracer, input, () -> agent.requestCount() == SEGMENTS);
    TracerStats full = assertBalanced(tracer);
    // Had one end waited for the agent, this would not end.
    endUntil(tracer, input, () -> tracer.stats().droppedRingFull() >= full.droppedRingFull() + 100);
    assertEquals(full.evicted(), tracer.stats().evicted());
    assertTrue(QueueFiles.segmentBytes(root) <= BOUND + BOUND / 8);
    TracerStats stats = settledOnceItAnswers(tracer);
    assertEquals(stats.ended(), stats.droppedRingFull() + stats.evicted() + stats.delivered());
  }

  private static void endUntil(WatchlogTracer tracer, String input, BooleanSupplier condition) {
    Await.until(
        () -> "it is so: " + tracer.stats(),
        () -> {
          tracer.startSpan("s").input(input).end();
          assertBalanced(tracer);
          return condition.getAsBoolean();
        });
  }
}
