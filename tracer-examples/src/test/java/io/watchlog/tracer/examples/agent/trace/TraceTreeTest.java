package io.watchlog.tracer.examples.agent.trace;

import static io.watchlog.tracer.examples.agent.trace.Spans.failed;
import static io.watchlog.tracer.examples.agent.trace.Spans.llm;
import static io.watchlog.tracer.examples.agent.trace.Spans.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceTreeTest {
  @Test
  void aTraceIsATreeWithTotals() {
    assertEquals(
        """
        trace-1 myapp: 5 spans, 160 ms, 84 tokens, $0.004
        └─ handle_request      1.20 ms  Success
           ├─ validate_input   1.20 ms  Success
           ├─ call_llm          140 ms  Success  gpt-4 (openai)  42 tokens  $0.002
           │  └─ second_guess   140 ms  Success  gpt-4 (openai)  42 tokens  $0.002
           └─ respond          1.20 ms  Success
        """,
        render(
            llm("d", "c", "second_guess", 20_000),
            llm("c", "a", "call_llm", 10_000),
            span("e", "a", "respond", 15_000),
            span("b", "a", "validate_input", 1_000),
            span("a", "", "handle_request", 0)));
  }

  @Test
  void siblingsAreInTheOrderOfTheirStartHoweverTheyArrive() {
    List<ReceivedSpan> spans = new ArrayList<>();
    spans.add(span("root", "", "root", 0));
    for (int i = 0; i < 20; i++) {
      spans.add(span("s" + i, i % 3 == 0 ? "root" : "s" + (i - 1), "step-" + i, 10 + i));
    }
    String expected = render(spans.toArray(ReceivedSpan[]::new));
    Collections.shuffle(spans, new Random(1));

    assertEquals(expected, render(spans.toArray(ReceivedSpan[]::new)));
  }

  @Test
  void spansWhoseParentIsMissingHangUnderTheRoot() {
    assertEquals(
        """
        trace-1 myapp: 2 spans, 1.30 ms, 0 tokens, $0
        └─ root       1.20 ms  Success
           └─ orphan  1.20 ms  Success  (its parent was not received)
        """,
        render(span("b", "lost", "orphan", 100), span("a", "", "root", 0)));
  }

  @Test
  void withoutARootTheOrphansAreTheTops() {
    assertEquals(
        """
        trace-1 myapp: 2 spans, 1.21 ms, 0 tokens, $0
        ├─ one  1.20 ms  Success  (its parent was not received)
        └─ two  1.20 ms  Success  (its parent was not received)
        """,
        render(span("b", "lost", "two", 10), span("a", "lost", "one", 0)));
  }

  @Test
  void anErrorSaysWhatItWas() {
    assertTrue(
        render(
                failed(
                    "a",
                    "",
                    "call_llm",
                    Map.of(
                        "error.type",
                        "java.util.concurrent.TimeoutException",
                        "error.message",
                        "no answer")))
            .endsWith("└─ call_llm  1.20 ms  Error  TimeoutException: no answer\n"));
  }

  @Test
  void theSameSpanTwiceIsShownTwice() {
    String tree =
        render(span("a", "", "root", 0), span("b", "a", "step", 1), span("b", "a", "step", 1));

    assertEquals(2, tree.lines().filter(line -> line.contains("step")).count());
  }

  @Test
  void spansThatAreEachOthersParentsAreShownOnce() {
    String tree =
        render(span("a", "b", "first", 0), span("b", "a", "second", 1), span("c", "c", "self", 2));

    for (String name : List.of("first", "second", "self")) {
      assertEquals(1, tree.lines().filter(line -> line.contains(name)).count(), tree);
    }
  }

  @Test
  void aLongChainIsCutInWidthAndLength() {
    List<ReceivedSpan> chain = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      chain.add(span("s" + i, i == 0 ? "" : "s" + (i - 1), "step", i));
    }
    String tree = TraceTree.render(new ReceivedTrace("trace-1", chain, 5));

    assertTrue(tree.length() < 200_000, () -> tree.length() + " characters");
    assertTrue(tree.startsWith("trace-1 myapp: 20,005 spans"), tree);
    assertTrue(tree.endsWith("… and 19,505 more spans\n"));
  }

  @Test
  void hostileTextReachesTheTerminalAsItsEscape() {
    String evil = "\u001b[2J\u009b31m\u202egnp\u2066\n\r\ud800\u2028\u200b";
    ReceivedSpan span =
        new ReceivedSpan(
            "trace" + evil,
            "a",
            "",
            "app" + evil,
            "name" + evil,
            0,
            0,
            0,
            0,
            "model" + evil,
            "provider" + evil,
            "",
            "",
            Map.of("error.message", "message" + evil));
    String tree = TraceTree.render(new ReceivedTrace(span.traceId(), List.of(span), 0));

    assertEquals(2, tree.lines().count());
    String escaped = "\\u001b[2J\\u009b31m\\u202egnp\\u2066\\n\\r\\ud800\\u2028\\u200b";
    for (String text : List.of("trace", "app", "name", "model", "provider", "message")) {
      assertTrue(tree.contains(text + escaped), tree);
    }
    assertFalse(
        tree.codePoints()
            .anyMatch(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e || c == 0x2028)));
  }

  @Test
  void extremeNumbersStayShort() {
    ReceivedSpan span =
        new ReceivedSpan(
            "t",
            "a",
            "",
            "x",
            "n".repeat(100_000),
            0,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            1e300,
            "",
            "",
            "",
            "",
            Map.of());

    String tree = TraceTree.render(new ReceivedTrace("t", List.of(span), 0));

    assertTrue(tree.length() < 500, tree);
  }

  @Test
  void nothingIsRenderedAsNothing() {
    assertEquals(
        "t: 0 spans, 0.00 ms, 0 tokens, $0\n",
        TraceTree.render(new ReceivedTrace("t", List.of(), 0)));
  }

  private static String render(ReceivedSpan... spans) {
    return TraceTree.render(new ReceivedTrace("trace-1", List.of(spans), 0));
  }
}
