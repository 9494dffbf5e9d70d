package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanFields;
import org.junit.jupiter.api.Test;

/**
 * Something throws while a span is copied into the slot that was claimed for it: the only code in
 * between that may is the joining of attributes, here of lists that no setter makes.
 */
final class FailedHandOverTest extends WithAgent {
  @Test
  void F2_anExceptionBetweenClaimAndPublishCostsThatSpanOnly() {
    assertThatSpanOnlyIsLost(new Attribute(null, 1L, null, 1));
  }

  @Test
  void F3_aStackOverflowBetweenClaimAndPublishCostsThatSpanOnly() {
    Attribute deep = new Attribute("key", 1L, null, 1);
    for (int i = 0; i < 200_000; i++) {
      deep = new Attribute("k" + i, 1L, deep, 1);
    }
    assertThatSpanOnlyIsLost(deep);
  }

  private void assertThatSpanOnlyIsLost(Attribute attributes) {
    int spans = 100; // more than the ring has slots: one that were stuck would stop all
    SpanData data = SpanData.builder().attribute("key", 2).build();
    WatchlogTracer tracer = start(builder().ringSize(16).overflowPolicy(OverflowPolicy.BLOCK));
    for (int i = 0; i < spans; i++) {
      Span failing = tracer.startSpan("failing");
      failing.record().attributes = attributes;
      failing.record().markOwned(SpanFields.RARE);
      failing.end(data);
      assertFalse(failing.isRecording());
      tracer.startSpan("next").end(data);
    }
    TracerStats stats = assertSettled(tracer);
    assertEquals(spans, stats.encodeFailed());
    assertEquals(spans, stats.delivered());
    assertEquals(0, stats.internalErrors(), "the journal was not given it");
    assertEquals(0, stats.open());
    assertFalse(agent.taken().stream().anyMatch(span -> span.text("name").equals("failing")));
  }
}
