package io.watchlog.tracer.examples.agent.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpanWindowTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long START_NS = -5 * SECOND_NS; // System.nanoTime may be below zero

  private final SpanWindow window = new SpanWindow(START_NS);

  @Test
  void eachSecondHasWhatArrivedInIt() {
    window.add(span("a", "m", 10, 100, "\"\""), START_NS);
    window.add(span("a", "m", 20, 100, ""), START_NS + SECOND_NS - 1);
    window.add(span("a", "m", 30, 100, "\"\""), START_NS + 2 * SECOND_NS);

    List<RecentActivity.Second> seconds = window.recent(START_NS + 3 * SECOND_NS).seconds();

    assertEquals(60, seconds.size());
    assertEquals(new RecentActivity.Second(2, 30, 1), seconds.get(56));
    assertEquals(new RecentActivity.Second(0, 0, 0), seconds.get(57));
    assertEquals(new RecentActivity.Second(1, 30, 0), seconds.get(58));
    assertEquals(new RecentActivity.Second(0, 0, 0), seconds.get(59));
  }

  @Test
  void whatIsOlderThanAMinuteIsGone() {
    window.add(span("a", "m", 10, 100, "\"\""), START_NS);
    assertEquals(1, spans(window.recent(START_NS + 59 * SECOND_NS)));
    assertEquals(0, spans(window.recent(START_NS + 60 * SECOND_NS)));
    window.add(span("a", "m", 10, 100, "\"\""), START_NS + 1_000 * SECOND_NS);
    assertEquals(1, spans(window.recent(START_NS + 1_000 * SECOND_NS)));
    assertEquals(0, spans(window.recent(START_NS + 100_000 * SECOND_NS)));
  }

  @Test
  void percentilesAreWithinOneInAHundred() {
    for (int ms = 1; ms <= 1_000; ms++) {
      window.add(span("call", "m", 0, ms * 1_000L, "\"\""), START_NS + ms * 30_000_000L);
    }

    RecentActivity.Latency latency = window.recent(START_NS + 30 * SECOND_NS).latencies().get(0);

    assertEquals(1_000, latency.spans());
    assertEquals(500_000, (double) latency.p50Us(), 5_000);
    assertEquals(950_000, (double) latency.p95Us(), 9_500);
    assertEquals(990_000, (double) latency.p99Us(), 9_900);
  }

  @Test
  void modelsAreAddedUpTheDearestFirst() {
    window.add(span("a", "cheap", 1, 1, "\"\""), START_NS);
    window.add(span("a", "dear", 5, 1, "\"\""), START_NS);
    window.add(span("a", "dear", 6, 1, "\"\""), START_NS + SECOND_NS);

    List<RecentActivity.Model> models = window.recent(START_NS + SECOND_NS).models();

    assertEquals(new RecentActivity.Model("dear", 2, 11, 0.11), models.get(0));
    assertEquals("cheap", models.get(1).name());
  }

  @Test
  void ofVeryManyNamesTheRestGoesTogetherAndNothingIsLost() {
    for (int i = 0; i < 100_000; i++) {
      String name = "n".repeat(1_000) + i;
      window.add(span(i + name, i + name, 1, -5 + i % 2 * Long.MAX_VALUE, "\"\""), START_NS);
    }

    RecentActivity recent = window.recent(START_NS);

    assertEquals(100_000, spans(recent));
    assertTrue(recent.latencies().size() <= SpanWindow.MAX_KEYS);
    assertEquals(SpanWindow.OTHERS, recent.latencies().get(0).name());
    assertEquals(100_000 - SpanWindow.MAX_KEYS, recent.latencies().get(0).spans());
    assertEquals(100_000 - SpanWindow.MAX_KEYS, recent.models().get(0).spans());
  }

  private static long spans(RecentActivity recent) {
    return recent.seconds().stream().mapToLong(RecentActivity.Second::spans).sum();
  }

  private static ReceivedSpan span(
      String name, String model, long tokens, long durationUs, String output) {
    return new ReceivedSpan(
        "t",
        "s",
        "",
        "app",
        name,
        0,
        durationUs,
        tokens,
        tokens / 100.0,
        model,
        "",
        "",
        output,
        Map.of());
  }
}
