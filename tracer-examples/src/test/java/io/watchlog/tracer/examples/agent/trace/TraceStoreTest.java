package io.watchlog.tracer.examples.agent.trace;

import static io.watchlog.tracer.examples.agent.trace.Spans.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TraceStoreTest {
  private static final long QUIET_NS = 100;
  private static final long LONG_NS = 60_000_000_000L;

  @Test
  void theTraceThatWasQuietForLongestGoesFirst() {
    TraceStore store = new TraceStore(2, 1 << 20, QUIET_NS, 0);
    add(store, span("t1", "a", "", "root", 0));
    add(store, span("t2", "b", "", "root", 0));
    add(store, span("t1", "c", "a", "step", 0));
    add(store, span("t3", "d", "", "root", 0));

    assertEquals(List.of("t1", "t3"), ids(store.traces()));
    assertEquals(4, store.totals().received());
    assertEquals(1, store.unshown());
  }

  @Test
  void aTraceThatWasEvictedAndGoesOnIsCountedOnce() {
    TraceStore store = new TraceStore(1, 1 << 20, QUIET_NS, 0);
    add(store, span("t1", "a", "", "root", 0));
    add(store, span("t2", "b", "", "root", 0));
    add(store, span("t1", "c", "a", "late", 0));

    assertEquals(new Totals(3, 0, 2, 1, 2, 0, 0, 0), store.totals());
  }

  @Test
  void aTraceThatIsEvictedAgainIsRememberedFromThenOn() {
    EvictedIds ids = new EvictedIds();
    ids.add("t");
    for (int i = 0; i < 300_000; i++) {
      ids.add("a" + i);
    }
    ids.add("t");
    for (int i = 0; i < 500_000; i++) {
      ids.add("b" + i);
    }
    assertTrue(ids.contains("t"));
    for (int i = 0; i < 30_000; i++) {
      ids.add("c" + i);
    }
    assertFalse(ids.contains("t"));
  }

  @Test
  void theTotalsCountWhatIsNoLongerKept() {
    TraceStore store = new TraceStore(10, 1 << 20, QUIET_NS, 0);
    for (int i = 0; i < 600_000; i++) {
      add(store, span("t" + i, "a", "", "root", 0));
    }

    assertEquals(new Totals(600_000, 0, 600_000, 10, 599_990, 0, 0, 0), store.totals());
  }

  @Test
  void memoryIsBoundedHoweverMuchArrives() {
    long maxBytes = 1 << 20;
    TraceStore store = new TraceStore(1_000, maxBytes, QUIET_NS, 0);
    for (int i = 0; i < 2_000; i++) {
      add(store, span("t" + i, "a", "", "n".repeat(10_000), 0));
    }

    long kept =
        store.traces().stream()
            .flatMap(trace -> trace.spans().stream())
            .mapToLong(ReceivedSpan::sizeBytes)
            .sum();
    assertTrue(kept > 0 && kept <= maxBytes, () -> kept + " bytes");
    assertEquals(2_000, store.totals().received());
  }

  @Test
  void oneTraceCannotPushOutAllOthers() {
    TraceStore store = new TraceStore(10, 100_000, QUIET_NS, 0);
    add(store, span("small", "a", "", "root", 0));
    for (int i = 0; i < 1_000; i++) {
      add(store, span("big", "s" + i, "", "root", 0));
    }

    ReceivedTrace big = store.trace("big").orElseThrow();
    assertEquals(List.of("small", "big"), ids(store.traces()));
    assertEquals(1_000, big.spans().size() + big.omitted());
    assertTrue(big.omitted() > 0);
  }

  @Test
  void anIdLargerThanTheStoreIsNotKept() {
    TraceStore store = new TraceStore(10, 10_000, QUIET_NS, 0);
    add(store, span("t".repeat(100_000), "a", "", "root", 0));

    assertEquals(List.of(), store.traces());
    assertEquals(1, store.totals().received());
  }

  @Test
  void aTraceIsFinishedWhenItsRootIsThereAndNothingMoreComes() {
    TraceStore store = new TraceStore(10, 1 << 20, QUIET_NS, 0);
    store.add(batch(span("t1", "b", "a", "step", 0)), 0);
    assertEquals(List.of(), store.takeFinished(QUIET_NS));
    store.add(batch(span("t1", "a", "", "root", 0)), 200);
    assertEquals(List.of(), store.takeFinished(299));

    assertEquals(2, store.takeFinished(300).get(0).spans().size());
    assertEquals(List.of(), store.takeFinished(LONG_NS));
  }

  @Test
  void aTraceThatGrowsIsFinishedAgain() {
    TraceStore store = new TraceStore(10, 1 << 20, QUIET_NS, 0);
    add(store, span("t1", "a", "", "root", 0));
    assertEquals(1, store.takeFinished(QUIET_NS).size());
    store.add(batch(span("t1", "b", "a", "late", 0)), 1_000);

    assertEquals(2, store.takeFinished(1_000 + QUIET_NS).get(0).spans().size());
  }

  @Test
  void aTraceWhoseRootNeverComesIsFinishedInTheEnd() {
    TraceStore store = new TraceStore(10, 1 << 20, QUIET_NS, 0);
    add(store, span("t1", "b", "a", "step", 0));

    assertEquals(List.of("t1"), ids(store.takeFinished(LONG_NS)));
  }

  private static void add(TraceStore store, ReceivedSpan... spans) {
    store.add(batch(spans), 0);
  }

  private static ReceivedBatch batch(ReceivedSpan... spans) {
    return new ReceivedBatch(List.of(spans), 0);
  }

  private static List<String> ids(List<ReceivedTrace> traces) {
    return traces.stream().map(ReceivedTrace::id).toList();
  }
}
