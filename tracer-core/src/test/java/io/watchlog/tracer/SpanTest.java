package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpanTest extends WithAgent {
  @Test
  void idsAreValidAfterTheEndAndAfterTheMemoryWasReused() {
    WatchlogTracer tracer = start();
    Span root = tracer.startSpan("root");
    Span child = root.child("child");
    String rootId = root.id();
    String childId = child.id();
    String traceId = root.traceId();
    child.end();
    root.end();
    for (int i = 0; i < 1_000; i++) {
      Span other = tracer.startSpan("other");
      assertNotEquals(rootId, other.id());
      other.end();
    }
    assertEquals(rootId, root.id());
    assertEquals(childId, child.id());
    assertEquals(rootId, child.parentId());
    assertEquals(traceId, child.traceId());
    Span late = child.child("late");
    late.end();
    assertEquals(childId, span("late").text("parentId"));
    assertEquals(traceId, span("late").text("traceId"));
    assertDelivered(1_003, tracer);
  }

  @Test
  void theFirstEndWinsAndLaterCallsAreCounted() {
    WatchlogTracer tracer = start();
    Span span = tracer.startSpan("s").output("first");
    assertTrue(span.isRecording());
    span.end(SpanData.builder().tokens(1).build());
    assertFalse(span.isRecording());
    span.end(SpanData.builder().tokens(2).output("second").build());
    span.close();
    span.output("third").tokens(3).cost(3).model("m").provider("p").input("i");
    span.attribute("k", "v").attribute("k", 1).attribute("k", 1.0).attribute("k", true);
    span.error("e").error(new IllegalStateException()).input(List.of()).output(List.of());
    tracer.endSpan(span);
    assertEquals(1L, field("tokens"));
    assertEquals("\"first\"", field("output"));
    assertEquals(17, assertDelivered(1, tracer).staleCalls());
  }

  @Test
  void anEndedSpansSettersNeverTouchTheSpanThatReusesItsMemory() {
    WatchlogTracer tracer = start();
    List<Span> ended = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Span span = tracer.startSpan("s" + i);
      for (Span stale : ended.subList(Math.max(0, i - 5), i)) {
        stale.output("stale").tokens(9).cost(9).model("stale").provider("stale").input("stale");
        stale.attribute("stale", true).error("stale").end();
      }
      assertTrue(span.isRecording());
      span.end();
      ended.add(span);
    }
    assertDelivered(300, tracer);
    agent.taken().forEach(sent -> assertFalse(sent.json().contains("stale"), sent::json));
  }

  @Test
  void aChildOfAnIdThatIsNotOpenKeepsItAndJoinsTheCurrentTrace() {
    WatchlogTracer tracer = start();
    Trace trace = tracer.startTrace();
    Span gone = tracer.startSpan("gone");
    gone.end();
    List<String> unknown =
        List.of("span-00000000-0000-4000-8000-000000000001", "from elsewhere", gone.id());
    for (String id : unknown) {
      Span child = tracer.childSpan(id, "child of " + id);
      assertEquals(id, child.parentId());
      assertEquals(trace.id(), child.traceId());
      child.end();
      assertEquals(id, span("child of " + id).text("parentId"));
      assertEquals(trace.id(), span("child of " + id).text("traceId"));
    }
    Span orphan = tracer.childSpan((Span) null, "orphan");
    assertNull(orphan.parentId());
    orphan.end();
    assertEquals(1, assertDelivered(5, tracer).invalidValues());
  }

  @Test
  void aHandleKeepsNoAncestorAlive() {
    WatchlogTracer tracer = start(builder().overflowPolicy(OverflowPolicy.BLOCK));
    for (Trace trace : List.of(tracer.startTrace(), tracer.trace("elsewhere"))) {
      Span last = trace.startSpan("root");
      WeakReference<Span> root = new WeakReference<>(last);
      for (int i = 0; i < 3; i++) {
        Span child = last.child("child");
        last.end();
        assertEquals(last.id(), child.parentId());
        last = child;
      }
      Await.until(
          "the root's handle is collected",
          () -> {
            System.gc();
            return root.get() == null;
          });
      assertEquals(trace.id(), last.traceId());
      last.end();
    }
    assertDelivered(8, tracer);
  }

  @Test
  void aChildOfAnotherTracersSpanKeepsItsIds() {
    WatchlogTracer tracer = start();
    WatchlogTracer other = start();
    for (Span root : List.of(other.startSpan("root"), other.trace("far").startSpan("root"))) {
      Span child = tracer.childSpan(root, "child");
      Span grandchild = child.child("grandchild");
      assertEquals(root.id(), child.parentId());
      assertEquals(child.id(), grandchild.parentId());
      assertEquals(root.traceId(), child.traceId());
      assertEquals(root.traceId(), grandchild.traceId());
      Span back = other.childSpan(grandchild, "back");
      assertEquals(grandchild.id(), back.parentId());
      assertEquals(root.traceId(), back.traceId());
      List.of(back, grandchild, child, root).forEach(Span::end);
    }
    tracer.flush(LONG);
    other.flush(LONG);
    assertEquals(4, tracer.stats().ended());
    assertEquals(4, other.stats().ended());
  }

  @Test
  void aChildOfAnOpenIdJoinsItsParentsTraceFromAnyThread() throws InterruptedException {
    WatchlogTracer tracer = start();
    Span parent = tracer.trace("elsewhere").startSpan("parent");
    Span[] child = new Span[1];
    Thread other =
        new Thread(
            () -> {
              tracer.startTrace();
              child[0] = tracer.childSpan(parent.id(), "child");
              child[0].end();
              tracer.endSpan(parent.id());
            });
    other.start();
    other.join();
    assertEquals("elsewhere", child[0].traceId());
    assertEquals("elsewhere", span("child").text("traceId"));
    assertEquals(parent.id(), span("child").text("parentId"));
    assertFalse(parent.isRecording());
    assertDelivered(2, tracer);
  }

  @Test
  void dataOverridesOnlyWhatItSets() {
    WatchlogTracer tracer = start();
    SpanData data =
        SpanData.builder().tokens(1, 2).output("new").attribute("b", "new").error("boom").build();
    for (int i = 0; i < 2; i++) {
      tracer
          .startSpan("s" + i)
          .tokens(9)
          .cost(0.5)
          .model("m")
          .provider("p")
          .input("old")
          .output("old")
          .attribute("a", "old")
          .attribute("b", "old")
          .end(data);
      Map<String, Object> sent = span("s" + i).fields();
      assertEquals(3L, sent.get("tokens"));
      assertEquals(0.5, sent.get("cost"));
      assertEquals("m", sent.get("model"));
      assertEquals("p", sent.get("provider"));
      assertEquals("\"old\"", sent.get("input"));
      assertEquals("Error", sent.get("status"));
      Map<String, Object> metadata = span("s" + i).metadata();
      assertEquals("old", metadata.get("a"));
      assertEquals("new", metadata.get("b"));
      assertEquals("boom", metadata.get("error.message"));
      assertEquals("\"new\"", metadata.get("output"));
      assertEquals(1L, metadata.get("inputTokens"));
    }
    assertDelivered(2, tracer);
  }

  @Test
  void anErrorIsSentAsTheAgentKnowsIt() {
    WatchlogTracer tracer = start();
    tracer.startSpan("t").output("partial").error(new IllegalStateException("no key")).end();
    tracer.startSpan("m").error("timed out").end();
    assertEquals("Error", span("t").text("status"));
    assertEquals("", span("t").text("output"));
    assertEquals("java.lang.IllegalStateException", span("t").metadata().get("error.type"));
    assertEquals("no key", span("t").metadata().get("error.message"));
    assertEquals("\"partial\"", span("t").metadata().get("output"));
    assertEquals("", span("m").text("output"));
    assertEquals("timed out", span("m").metadata().get("error.message"));
    assertFalse(span("m").metadata().containsKey("error.type"));
    assertDelivered(2, tracer);
  }

  @Test
  void aSpanMayBeSetAndEndedByAnotherThread() throws InterruptedException {
    WatchlogTracer tracer = start();
    Span span = tracer.startSpan("s").tokens(1).model("mine").attribute("mine", 1);
    Thread other =
        new Thread(
            () -> {
              span.output("theirs").cost(2).provider("theirs").attribute("theirs", 2);
              span.error("theirs").input(List.of("theirs")).end();
            });
    other.start();
    other.join();
    Map<String, Object> sent = onlySpan().fields();
    assertEquals(
        List.of(1L, 2.0, "mine", "theirs", "[\"theirs\"]"),
        List.of(
            ((Number) sent.get("tokens")).longValue(),
            ((Number) sent.get("cost")).doubleValue(),
            sent.get("model"),
            sent.get("provider"),
            sent.get("input")));
    assertEquals(1L, metadata().get("mine"));
    assertEquals(2L, metadata().get("theirs"));
    assertEquals("theirs", metadata().get("error.message"));
    assertDelivered(1, tracer);
  }

  @Test
  void anIdThatIsNotOpenEndsNothingAndIsCounted() {
    WatchlogTracer tracer = start();
    Span open = tracer.startSpan("open");
    Span ended = tracer.startSpan("ended");
    ended.end();
    for (String id : new String[] {null, "", "span-x", ended.id(), "trace-" + open.id()}) {
      tracer.endSpan(id);
    }
    tracer.endSpan((Span) null);
    assertTrue(open.isRecording());
    assertEquals(6, tracer.stats().unknownIds());
    open.end();
    assertDelivered(2, tracer);
  }

  @Test
  void withContentOffInputAndOutputAreSentAsIfUnset() {
    WatchlogTracer tracer = start(builder().captureContent(false));
    tracer.startSpan("a").input("x").output(List.of(1)).end(SpanData.builder().input("y").build());
    tracer.startSpan("b").output("x").error("e").end();
    assertEquals("\"\"", span("a").text("input"));
    assertEquals("\"\"", span("a").text("output"));
    assertFalse(span("b").metadata().containsKey("output"));
    assertDelivered(2, tracer);
  }
}
