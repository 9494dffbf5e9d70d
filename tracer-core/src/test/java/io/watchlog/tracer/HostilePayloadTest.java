package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ChildJvm;
import io.watchlog.tracer.testkit.Heap;
import io.watchlog.tracer.testkit.ReceivedSpan;
import io.watchlog.tracer.testkit.Reply;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Values that are too large, too deep, or code that should not run. */
final class HostilePayloadTest extends WithAgent {
  @Test
  void F17_anOutputIsAStringWhateverItWas() {
    List<Object> values =
        Arrays.asList(Map.of("a", List.of(1, 2)), 42, 0.5, null, true, List.of(), 'c', "text");
    WatchlogTracer tracer = start();
    for (int i = 0; i < values.size(); i++) {
      tracer.startSpan("s" + i).output(values.get(i)).input(values.get(i)).end();
    }
    List<String> expected =
        List.of("{\"a\":[1,2]}", "42", "0.5", "null", "true", "[]", "\"c\"", "\"text\"");
    for (int i = 0; i < values.size(); i++) {
      ReceivedSpan span = span("s" + i);
      assertEquals(expected.get(i), span.text("output"));
      assertEquals(expected.get(i), span.text("input"));
    }
    assertDelivered(values.size(), tracer);
  }

  @Test
  void F20_hugeTextsAreCutAndNotKept() throws IOException, InterruptedException {
    agent.otherwise(request -> Reply.status(503));
    Process child =
        ChildJvm.startWith(
            List.of("-Xmx512m"), HugeTexts.class, agent.uri().toString(), root.toString());
    String told = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, child.waitFor(), told);
    agent.otherwise(request -> Reply.ok());
    try (WatchlogTracer next = start()) {
      int spans = HugeTexts.SAME + HugeTexts.DIFFERENT;
      Await.until(
          () -> "what was left arrives: " + next.stats(), () -> agent.takenIds().size() == spans);
    }
    for (ReceivedSpan span : agent.taken()) {
      assertEquals(256 + "...[TRUNCATED]".length(), span.text("input").length());
    }
  }

  /** In a heap that holds the large text once, and not for long. */
  static final class HugeTexts {
    static final int SAME = 10_000;
    static final int DIFFERENT = 1_000;
    private static final int MIB = 1 << 20;

    private HugeTexts() {}

    public static void main(String[] args) {
      WatchlogTracer tracer =
          WatchlogTracer.builder("myapp")
              .agentUrl(args[0])
              .queueDirectory(args[1])
              .ringSize(1 << 14)
              .build();
      WeakReference<String> large = end(tracer);
      for (int i = 0; i < DIFFERENT; i++) {
        tracer.startSpan("different").input((i + " ").repeat(MIB / 4)).end();
      }
      Await.until("the large text is let go", () -> Heap.usedBytes() > 0 && large.get() == null);
      Await.until(
          () -> "the heap is small again, now " + Heap.usedBytes(),
          () -> Heap.usedBytes() < 32 * MIB);
      tracer.close();
      if (tracer.stats().lost() != 0) {
        throw new IllegalStateException("lost: " + tracer.stats());
      }
    }

    private static WeakReference<String> end(WatchlogTracer tracer) {
      String large = "large ".repeat(100 * MIB / 6);
      for (int i = 0; i < SAME; i++) {
        tracer.startSpan("same").input(large).end();
      }
      return new WeakReference<>(large);
    }
  }

  @Test
  void F21_aValueThatContainsItselfOrIsTooDeepIsCapped() {
    Map<String, Object> itself = new HashMap<>();
    itself.put("me", itself);
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      deep = new ArrayList<>(Arrays.asList(deep));
    }
    WatchlogTracer tracer = start(builder().maxFieldLength(4_096));
    tracer.startSpan("itself", Metadata.of("m", itself)).input(itself).end();
    tracer.startSpan("deep", Metadata.of("m", deep)).output(deep).end();
    assertEquals("{\"me\":\"[cycle]\"}", span("itself").text("input"));
    assertEquals(Map.of("me", "[cycle]"), span("itself").metadata().get("m"));
    String capped = "[".repeat(32) + "\"[too deep]\"" + "]".repeat(32);
    assertEquals(capped, span("deep").text("output"));
    assertEquals(ReceivedSpan.parse(capped), span("deep").metadata().get("m"));
    assertEquals(4, assertDelivered(2, tracer).invalidValues());
  }

  @Test
  void F22_noCodeOfAnObjectRunsButTheIterationOfACollection() {
    CountDownLatch never = new CountDownLatch(1);
    Object trap =
        new Object() {
          @Override
          public String toString() {
            return waitForEver(never);
          }

          @Override
          public int hashCode() {
            return waitForEver(never).length();
          }

          @Override
          public boolean equals(Object other) {
            return waitForEver(never).equals(other);
          }
        };
    Object mute =
        new Object() {
          @SuppressWarnings("ToStringReturnsNull")
          @Override
          public String toString() {
            return null;
          }
        };
    List<Object> failing =
        new AbstractList<>() {
          @Override
          public Object get(int index) {
            throw new IllegalStateException("played");
          }

          @Override
          public int size() {
            return 3;
          }
        };
    WatchlogTracer tracer = start();
    tracer.startSpan("s", Metadata.of("m", trap)).input(mute).output(List.of(failing, 1)).end();
    ReceivedSpan span = span("s");
    assertEquals(trap.getClass().getName(), span.metadata().get("m"));
    assertEquals("\"" + mute.getClass().getName() + "\"", span.text("input"));
    assertEquals("[\"" + failing.getClass().getName() + "\",1]", span.text("output"));
    assertEquals(3, assertDelivered(1, tracer).invalidValues());
  }

  private static String waitForEver(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "";
  }
}
