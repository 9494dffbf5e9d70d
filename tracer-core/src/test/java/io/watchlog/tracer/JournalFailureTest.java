package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.LogLines;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the journal thread does when encoding fails: a redactor throws what an encoder might. */
final class JournalFailureTest extends WithAgent {
  static List<Supplier<Error>> survivable() {
    return List.of(() -> new OutOfMemoryError("simulated"), () -> new InternalError("simulated"));
  }

  @ParameterizedTest
  @MethodSource("survivable")
  void F4_aSpanThatCannotBeEncodedIsCountedAndTheNextGoesThrough(Supplier<Error> error) {
    AtomicInteger texts = new AtomicInteger();
    WatchlogTracer tracer =
        start(
            builder()
                .redactor(
                    (field, text) -> {
                      if (texts.incrementAndGet() % 3 == 0) {
                        throw error.get();
                      }
                      return text;
                    }));
    for (int i = 0; i < 30; i++) {
      tracer.startSpan("s").input("x").end();
    }
    TracerStats stats = assertSettled(tracer);
    assertEquals(10, stats.encodeFailed());
    assertEquals(20, stats.delivered());
    assertEquals(20, agent.takenIds().size());
    assertFalse(stats.failed());
  }

  @Test
  void F5_anErrorMarksTheTracerFailedAndProducersDropAndCount() {
    try (LogLines lines = new LogLines("fails")) {
      WatchlogTracer tracer =
          start(
              builder("fails")
                  .redactor(
                      (field, text) -> {
                        if (text.equals("fatal")) {
                          throw new UnknownError("simulated");
                        }
                        return text;
                      }));
      for (int i = 0; i < 10; i++) {
        tracer.startSpan("before").input("x").end();
      }
      Await.until("they arrive", () -> tracer.stats().delivered() == 10);
      tracer.startSpan("fatal").input("fatal").end();
      Await.until("it has failed", () -> tracer.stats().failed());
      for (int i = 0; i < 1_000; i++) {
        tracer.startSpan("after").end();
      }
      assertEquals(1_001, assertSettled(tracer).droppedFailed());
      FlushResult result = tracer.flush(LONG);
      assertTrue(result.complete(), result::toString);
      assertEquals(1, lines.warnings("journal thread died").size());
      tracer.close();
      tracer.startSpan("late").end();
      assertEquals(1_002, assertBalanced(tracer).droppedFailed(), "failed stays failed");
      assertEquals(List.of(), QueueFiles.logs(root));
    }
  }
}
