package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.Heap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many spans may be open, how long, and by which clock. */
final class OpenSpanLimitsTest extends WithAgent {
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 20_000})
  void beyondMaxOpenSpansNothingIsRecordedUntilThereIsRoomAgain(int limit) {
    WatchlogTracer tracer =
        start(builder().maxOpenSpans(limit).overflowPolicy(OverflowPolicy.BLOCK));
    List<Span> open = new ArrayList<>();
    for (int i = 0; i < limit; i++) {
      open.add(tracer.startSpan("s"));
      assertTrue(open.get(i).isRecording(), "the " + i + "th");
    }
    for (int i = 0; i < 5; i++) {
      Span over = tracer.startSpan("over");
      assertFalse(over.isRecording());
      assertTrue(over.id().startsWith("span-") && over.traceId().startsWith("trace-"));
      over.model("m").attribute("k", 1).error("e").end();
      assertEquals(over.id(), over.child("over").parentId());
    }
    assertEquals(limit, tracer.stats().open());
    assertEquals(10, tracer.stats().notRecorded());
    assertEquals(0, tracer.stats().staleCalls());
    open.forEach(Span::end);
    Span again = tracer.startSpan("again");
    assertTrue(again.isRecording());
    again.end();
    assertDelivered(limit + 1L, tracer);
    assertEquals(0, tracer.stats().open());
  }

  @Test
  void spansThatRecordNothingHaveIdsOfTheirOwn() {
    WatchlogTracer tracer = start(builder().maxOpenSpans(1));
    int over = 200_000;
    Set<String> ids = new HashSet<>();
    try (Span recorded = tracer.startSpan("s")) {
      ids.add(recorded.id());
      for (int i = 0; i < over; i++) {
        ids.add(recorded.child("over").id());
      }
    }
    assertEquals(over + 1, ids.size());
    assertDelivered(1, tracer);
  }

  @Test
  void F15_leakedSpansAreEndedAfterMaxSpanDurationAndStartRecordsAgain() {
    int leaked = 20_000;
    agent.countOnly();
    WatchlogTracer tracer =
        start(builder().maxOpenSpans(leaked).maxSpanDuration(Duration.ofMillis(300)));
    for (int i = 0; i < leaked + 50; i++) {
      tracer.startSpan("leaked");
    }
    Await.until("all are ended", () -> tracer.stats().open() == 0);
    TracerStats stats = assertDelivered(tracer.stats().ended(), tracer);
    assertEquals(stats.timedOutSpans(), stats.ended());
    assertEquals(leaked + 50, stats.timedOutSpans() + stats.notRecorded());
    try (Span span = tracer.startSpan("again")) {
      assertTrue(span.isRecording());
    }
    assertDelivered(stats.ended() + 1, tracer);
  }

  @Test
  @Tag("soak")
  void F15_twoHundredThousandLeakedSpansAreBoundedAndAfterAnHourStartRecordsAgain() {
    int leaked = 200_000;
    int maxOpen = 65_536;
    agent.countOnly();
    WatchlogTracer tracer = start(builder().ringSize(4 * maxOpen));
    long[] usedBytes = new long[2];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < leaked; i++) {
        Span unused = tracer.startSpan("leaked").input("x".repeat(500));
      }
      TracerStats full = assertBalanced(tracer);
      assertEquals(maxOpen, full.open());
      assertEquals((round + 1L) * (leaked - maxOpen), full.notRecorded() - round);
      usedBytes[round] = Heap.usedBytes();
      anHourGoesBy(tracer.startSpan("over").recorder());
      Await.until("all are ended", () -> tracer.stats().open() == 0);
      assertEquals((round + 1L) * maxOpen, assertSettled(tracer).timedOutSpans());
    }
    assertTrue(usedBytes[1] < usedBytes[0] + (16 << 20), () -> Arrays.toString(usedBytes));
    assertDelivered(2L * maxOpen, tracer);
  }

  /** Elapsed time comes from no clock of ours: what is open becomes older instead. */
  private static void anHourGoesBy(SpanRecorder recorder) {
    recorder.endOpen(
        span -> {
          span.startNs -= Duration.ofHours(1).toNanos();
          return false;
        },
        () -> true,
        null,
        null,
        0);
  }

  @Test
  void F15_aSpanThatTimedOutSaysSo() {
    WatchlogTracer tracer = start(builder().maxSpanDuration(Duration.ofMillis(20)));
    Span span = tracer.startSpan("leaked");
    assertEquals("timeout", metadata().get("endedBy"));
    span.end();
    assertEquals(1, assertDelivered(1, tracer).staleCalls());
  }

  @Test
  void F14_aClockThatStepsBackGivesNoNegativeDuration() {
    AtomicLong shiftMs = new AtomicLong();
    WatchlogTracer tracer = start(builder().clock(() -> Instant.now().plusMillis(shiftMs.get())));
    Span before = tracer.startSpan("before");
    shiftMs.set(-Duration.ofHours(1).toMillis());
    Instant limit = Instant.now().minus(Duration.ofMinutes(30));
    Await.until(
        "the clock was read",
        () -> {
          tracer.startSpan("probe").end();
          taken(1);
          return agent.taken().stream()
              .anyMatch(s -> Instant.parse(s.text("startTime")).isBefore(limit));
        });
    before.end();
    span("before");
    agent
        .taken()
        .forEach(
            span -> {
              assertTrue((long) span.fields().get("duration") >= 0, span::json);
              Instant from = Instant.parse(span.text("startTime"));
              assertFalse(Instant.parse(span.text("endTime")).isBefore(from), span::json);
            });
    assertTrue(Instant.parse(span("before").text("endTime")).isAfter(limit), "its own clock");
    tracer.flush(LONG);
    assertBalanced(tracer);
  }
}
