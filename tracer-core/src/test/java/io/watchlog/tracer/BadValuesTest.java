package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.span.CutText;
import io.watchlog.tracer.internal.span.ObjectSnapshot;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.LogLines;
import io.watchlog.tracer.testkit.ReceivedSpan;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What setters are given that is no value: the neutral one, counted, logged once. */
final class BadValuesTest extends WithAgent {
  @Test
  void F19_badNumbersBecomeNeutralAreCountedAndLoggedOnce() {
    try (LogLines lines = new LogLines("bad-numbers")) {
      WatchlogTracer tracer = start(builder("bad-numbers"));
      for (double bad :
          new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.01}) {
        tracer.startSpan("cost").cost(1).cost(bad).end();
      }
      for (long bad : new long[] {-1, Long.MIN_VALUE}) {
        tracer.startSpan("tokens").tokens(1).tokens(bad).end();
        tracer.startSpan("tokens").tokens(bad, bad).end();
      }
      tracer.startSpan("attribute").attribute("a", Double.NaN).end();
      taken(9).stream()
          .map(span -> span.fields())
          .forEach(
              sent -> {
                assertEquals(0L, sent.get("cost"));
                assertEquals(0L, sent.get("tokens"));
              });
      assertEquals(0.0, ((Number) span("attribute").metadata().get("a")).doubleValue());
      assertEquals(11, assertDelivered(9, tracer).invalidValues());
      Await.until("it is logged", () -> lines.warnings("invalid value").size() == 1);
      tracer.startSpan("again").cost(Double.NaN).end();
      tracer.close();
      assertEquals(1, lines.warnings("invalid value").size(), "once");
    }
  }

  @Test
  void F19_aSumOfTokensThatOverflowsIsTheGreatestNumber() {
    WatchlogTracer tracer = start();
    tracer.startSpan("s").tokens(Long.MAX_VALUE, 1).end();
    assertEquals(Long.MAX_VALUE, field("tokens"));
    assertEquals(1, assertDelivered(1, tracer).invalidValues());
  }

  @Test
  void F19_badDataIsCountedEachTimeItEndsASpan() {
    Map<String, Object> bad = new HashMap<>();
    bad.put("tokens", "many");
    bad.put("cost", null);
    bad.put("model", 4);
    bad.put("provider", null);
    bad.put(null, 1);
    SpanData data = SpanData.of(bad);
    WatchlogTracer tracer = start();
    tracer.startSpan("a").tokens(1).model("m").provider("p").end(data);
    tracer.startSpan("b").tokens(1).end(data);
    assertEquals(1L, span("a").fields().get("tokens"), "left out");
    assertEquals("m", span("a").text("model"), "not replaced");
    assertEquals("p", span("a").text("provider"), "not replaced");
    assertEquals("", span("b").text("model"));
    assertEquals(8, assertDelivered(2, tracer).invalidValues());
  }

  @Test
  void F18_keysThatAreTheSameOnTheWireAreOneKey() {
    WatchlogTracer tracer = start();
    Metadata metadata = Metadata.of("k\uD83D", 1, "k\uDE00", 2, "pair \uD83D\uDE00", 3);
    tracer.startSpan("s", metadata).attribute("k\uDBFF", 4).attribute("k\uD800", 5).end();
    Map<String, Object> sent = metadata(); // its parser refuses a key that is there twice
    assertEquals(5L, sent.get("k\uFFFD"));
    assertEquals(3L, sent.get("pair \uD83D\uDE00"));
    assertDelivered(1, tracer);
  }

  @Test
  void F23_aNameThatIsNoneBecomesUnnamedAndALongOneIsCut() {
    WatchlogTracer tracer = start();
    for (String none : new String[] {null, "", " \t"}) {
      tracer.startSpan(none).end();
    }
    tracer.startSpan("x".repeat(1 << 20)).end();
    List<String> names = taken(4).stream().map(span -> span.text("name")).toList();
    assertEquals(List.of("unnamed", "unnamed", "unnamed"), names.subList(0, 3));
    assertEquals(1_024, names.get(3).length());
    TracerStats stats = assertDelivered(4, tracer);
    assertEquals(3, stats.invalidValues());
    assertEquals(1, stats.truncatedValues());
  }

  @Test
  void F23_ofTenThousandAttributes64AreKeptAndTheRestCounted() {
    WatchlogTracer tracer = start();
    Span span = tracer.startSpan("s");
    for (int i = 0; i < 10_000; i++) {
      span.attribute("k" + i, i);
    }
    span.attribute("k0", "again").end();
    Map<String, Object> sent = metadata();
    assertEquals(5 + 64, sent.size());
    assertEquals("again", sent.get("k0"), "a key that is there gets the new value");
    assertEquals(63L, sent.get("k63"));
    assertFalse(sent.containsKey("k64"));
    assertEquals(10_000 - 64, assertDelivered(1, tracer).truncatedValues());
  }

  @Test
  void F23_dataOfManyAttributesIsHeldToTheLimitToo() {
    SpanData.Builder data = SpanData.builder();
    for (int i = 0; i < 50_000; i++) {
      data.attribute("d" + i, i);
    }
    data.attribute("d7", "again");
    WatchlogTracer tracer = start();
    tracer.startSpan("without").end(data.build());
    tracer.startSpan("with").attribute("own", 1).end(data.build());
    assertEquals(5 + 64, span("without").metadata().size());
    assertEquals(5 + 64, span("with").metadata().size());
    assertEquals("again", span("with").metadata().get("d7"));
    assertEquals(2 * (50_000 - 64) + 1, assertDelivered(2, tracer).truncatedValues());
  }

  @Test
  void F23_whatIsCutInDataIsCountedEachTimeItEndsASpan() {
    String over = "x".repeat(1_025);
    SpanData data = SpanData.builder().model(over).provider(over).attribute(over, 1).build();
    WatchlogTracer tracer = start();
    tracer.startSpan("a").end(data);
    tracer.startSpan("b").end(data);
    assertEquals(1_024, span("b").text("model").length());
    assertEquals(6, assertDelivered(2, tracer).truncatedValues());
  }

  @Test
  void F23_whatIsCutInMetadataIsCountedOnce() {
    Metadata metadata =
        Metadata.of("x".repeat(1_025), 1, "k", Collections.nCopies(20_000, 1), "ok", "ok");
    WatchlogTracer tracer = start();
    tracer.startSpan("a", metadata).end();
    tracer.startSpan("b", metadata).end();
    assertEquals(2, assertDelivered(2, tracer).truncatedValues());
  }

  @Test
  void aStructuredValueInDataIsKeptOnlyAsFarAsTheTracerNeedsIt() {
    SpanData data =
        SpanData.builder()
            .input(List.of("x".repeat(60_000), "y"))
            .output(Map.of("k", "x".repeat(60_000)))
            .build();
    Object[] input = (Object[]) data.fields(4_352).input;
    assertTrue(((CutText) input[0]).text().length() <= 4_352);
    assertEquals("[left out]", input[1]);
    ObjectSnapshot output = (ObjectSnapshot) data.fields(4_352).output;
    assertTrue(((CutText) output.values()[0]).text().length() <= 4_352);
    WatchlogTracer tracer = start();
    tracer.startSpan("s").end(data);
    assertTrue(((String) field("input")).endsWith("...[TRUNCATED]"));
    assertDelivered(1, tracer);
  }

  @Test
  void aSpanThatHasEndedWalksNothing() {
    List<Object> walked =
        new AbstractList<>() {
          @Override
          public Object get(int i) {
            throw new AssertionError("walked");
          }

          @Override
          public int size() {
            throw new AssertionError("walked");
          }
        };
    Throwable asked =
        new RuntimeException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException("asked");
          }
        };
    WatchlogTracer tracer = start();
    Span span = tracer.startSpan("s");
    span.end();
    span.input(walked).output(walked).error(asked);
    TracerStats stats = assertDelivered(1, tracer);
    assertEquals(3, stats.staleCalls());
    assertEquals(0, stats.invalidValues(), "a walk that failed would be counted");
  }

  @Test
  void F23_oneKeyIsSentOnceTheLibrarysOverTheAttributesOverTheMetadatas() {
    WatchlogTracer tracer = start();
    Metadata metadata = Metadata.of("a", "metadata", "b", "metadata", "endedBy", "metadata");
    Span span = tracer.startSpan("s", metadata);
    span.attribute("b", "attribute").attribute("b", "last").attribute("endedBy", "attribute");
    tracer.send();
    Map<String, Object> sent = metadata(); // its parser refuses a key that is there twice
    assertEquals("metadata", sent.get("a"));
    assertEquals("last", sent.get("b"));
    assertEquals("send", sent.get("endedBy"));
    assertDelivered(1, tracer);
  }

  @Test
  void F23_nullsAreNeutralAndCounted() {
    WatchlogTracer tracer = start();
    Span span = tracer.startSpan("s", null);
    span.model(null).provider(null).input((String) null).output((Object) null);
    span.attribute(null, "v").attribute(" ", 1).attribute("k", null).end(null);
    assertEquals("", field("model"));
    assertEquals("", field("provider"));
    assertEquals("null", field("input"));
    assertEquals("null", field("output"));
    assertEquals("", metadata().get("k"));
    assertEquals(5, assertDelivered(1, tracer).invalidValues());
  }

  @Test
  void F23_aNullErrorMarksTheSpanAllTheSame() {
    WatchlogTracer tracer = start();
    tracer.startSpan("a").error((Throwable) null).end();
    tracer.startSpan("b").error((String) null).end();
    assertEquals("Error", span("a").text("status"));
    assertEquals("Error", span("b").text("status"));
    assertEquals(2, assertDelivered(2, tracer).invalidValues());
  }

  @Test
  void F22_anObjectThatFailsAppearsAsItsClassName() {
    Object trap =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("never to be called");
          }
        };
    Throwable mute =
        new RuntimeException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException("mute");
          }
        };
    WatchlogTracer tracer = start();
    tracer.startSpan("a").input(trap).output(Collections.singletonList(trap)).end();
    tracer.startSpan("b").error(mute).end();
    String name = trap.getClass().getName();
    assertEquals("\"" + name + "\"", span("a").text("input"));
    assertEquals("[\"" + name + "\"]", span("a").text("output"));
    assertEquals("", span("b").metadata().get("error.message"));
    assertEquals(3, assertDelivered(2, tracer).invalidValues());
  }

  @Test
  void F9_aChangeAfterTheCallHasNoEffect() {
    WatchlogTracer tracer = start();
    List<Object> list = new ArrayList<>(List.of("before"));
    Map<String, Object> map = new HashMap<>(Map.of("k", list));
    Span span = tracer.startSpan("s").input(map).output(list);
    list.set(0, "after");
    list.add("more");
    map.put("l", "after");
    span.end();
    ReceivedSpan received = taken(1).get(0);
    assertEquals("{\"k\":[\"before\"]}", received.text("input"));
    assertEquals("[\"before\"]", received.text("output"));
    assertDelivered(1, tracer);
  }

  @Test
  void anUnknownIdIsLoggedOnce() {
    try (LogLines lines = new LogLines("unknown-ids")) {
      WatchlogTracer tracer = start(builder("unknown-ids"));
      tracer.endSpan("span-1");
      Await.until("it is logged", () -> lines.warnings("not open here").size() == 1);
      tracer.endSpan("span-2");
      tracer.close();
      List<String> logged = lines.warnings("not open here");
      assertEquals(1, logged.size());
      assertTrue(logged.get(0).contains("(first: span-1)"), logged.get(0));
    }
  }

  @Test
  void anUnknownIdThatIsNoIdIsNotLogged() {
    try (LogLines lines = new LogLines("no-ids")) {
      WatchlogTracer tracer = start(builder("no-ids"));
      tracer.endSpan("span-1\npassword=hunter2");
      Await.until("it is logged", () -> lines.warnings("not open here").size() == 1);
      String line = lines.warnings("not open here").get(0);
      assertTrue(line.contains("(first: a text of 23 characters)"), line);
    }
  }

  @Test
  void anUnknownIdThatIsNullOrEmptyIsLoggedToo() {
    for (String id : new String[] {null, ""}) {
      String app = "unknown-" + id;
      try (LogLines lines = new LogLines(app)) {
        WatchlogTracer tracer = start(builder(app));
        tracer.endSpan(id);
        Await.until("it is logged", () -> lines.warnings("not open here").size() == 1);
      }
    }
  }
}
