package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

final class TraceTest extends WithAgent {
  @Test
  void aSpanWithoutATraceBeginsOneThatBecomesCurrent() {
    WatchlogTracer tracer = start();
    Span first = tracer.startSpan("a");
    Span second = tracer.startSpan("b");
    assertEquals(first.traceId(), second.traceId());
    first.end();
    second.end();
    assertEquals(first.traceId(), span("a").text("traceId"));
    assertEquals(first.traceId(), span("b").text("traceId"));
    assertDelivered(2, tracer);
  }

  @Test
  void closingATraceEndsThatItIsCurrentAndNothingElse() {
    WatchlogTracer tracer = start();
    Span span;
    String id;
    try (Trace trace = tracer.startTrace()) {
      id = trace.id();
      span = tracer.startSpan("in");
      assertEquals(id, span.traceId());
    }
    assertTrue(span.isRecording(), "it ends no span");
    assertNotEquals(id, tracer.startSpan("behind").traceId());
    assertEquals(id, span.child("child").traceId());
    assertTrue(tracer.send().complete());
    assertDelivered(3, tracer);
  }

  @Test
  void closingATraceThatIsNotCurrentDoesNothing() {
    WatchlogTracer tracer = start();
    Trace first = tracer.startTrace();
    Trace second = tracer.startTrace();
    first.close();
    assertEquals(second.id(), tracer.startSpan("s").traceId());
    second.close();
    second.close();
    assertEquals(first.id(), first.startSpan("s").traceId(), "the handle stays usable");
    tracer.send();
    assertDelivered(2, tracer);
  }

  @Test
  void closingATraceOnAnotherThreadLeavesItCurrentOnItsOwn() throws InterruptedException {
    WatchlogTracer tracer = start();
    Trace trace = tracer.startTrace();
    Thread other = new Thread(trace::close);
    other.start();
    other.join();
    assertEquals(trace.id(), tracer.startSpan("s").traceId());
    tracer.send();
    assertDelivered(1, tracer);
  }

  @Test
  void aForeignTraceKeepsItsIdAndDoesNotBecomeCurrent() {
    WatchlogTracer tracer = start();
    Trace current = tracer.startTrace();
    for (String id :
        new String[] {
          "trace-0123ab",
          "anything at all",
          new java.util.UUID(1, 2) + "",
          "trace-00000000-0000-4000-8000-000000000001"
        }) {
      Trace foreign = tracer.trace(id);
      assertEquals(id, foreign.id());
      Span root = foreign.startSpan(id);
      Span child = root.child(id + " child");
      assertEquals(id, root.traceId());
      assertEquals(id, child.traceId());
      child.end();
      root.end();
      assertEquals(id, child.traceId(), "valid for ever");
      assertEquals(id, span(id).text("traceId"));
      assertEquals(id, span(id + " child").text("traceId"));
      assertEquals(root.id(), span(id + " child").text("parentId"));
      assertNull(span(id).text("parentId"));
    }
    assertEquals(current.id(), tracer.startSpan("s").traceId());
    tracer.send();
    assertDelivered(9, tracer);
  }

  @Test
  void anOwnTraceIsFoundAgainByItsId() {
    WatchlogTracer tracer = start();
    Trace trace = tracer.startTrace();
    tracer.startTrace();
    assertEquals(trace.id(), tracer.trace(trace.id()).startSpan("s").traceId());
    tracer.send();
    assertDelivered(1, tracer);
  }

  @Test
  void aTraceIdThatIsNoneGivesANewTraceAndIsCounted() {
    WatchlogTracer tracer = start();
    Set<String> ids = new HashSet<>();
    ids.add(tracer.trace(null).id());
    ids.add(tracer.trace("").id());
    ids.add(tracer.trace(" ").id());
    ids.add(tracer.startTrace().id());
    assertEquals(4, ids.size());
    assertEquals(3, tracer.stats().invalidValues());
    assertEquals(1_024, tracer.trace("x".repeat(5_000)).id().length());
    assertEquals(1, tracer.stats().truncatedValues());
  }

  @Test
  void tracesOfThreadsNeverMix() throws Exception {
    WatchlogTracer tracer = start();
    int threads = 8;
    Set<String> traces = ConcurrentHashMap.newKeySet();
    Set<String> mixed = ConcurrentHashMap.newKeySet();
    CyclicBarrier barrier = new CyclicBarrier(threads);
    Thread[] running = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      running[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 200; i++) {
                  try (Trace trace = tracer.startTrace()) {
                    traces.add(trace.id());
                    barrier.await();
                    try (Span span = tracer.startSpan("s")) {
                      if (!span.traceId().equals(trace.id())) {
                        mixed.add(span.traceId());
                      }
                    }
                  } catch (Exception e) {
                    mixed.add(e.toString());
                  }
                }
              });
      running[t].start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertEquals(Set.of(), mixed);
    assertEquals(threads * 200, traces.size());
    assertDelivered(threads * 200L, tracer);
    Set<String> sent = new HashSet<>();
    agent.taken().forEach(span -> sent.add(span.text("traceId")));
    assertEquals(traces, sent);
  }
}
