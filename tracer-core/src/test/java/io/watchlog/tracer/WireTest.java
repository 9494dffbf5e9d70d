package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.ReceivedSpan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls of the original that {@code wire/python-1.0.0.json} records give the same spans. */
final class WireTest extends WithAgent {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00";

  private List<Map<String, Object>> cases;

  @BeforeEach
  void readCases() throws IOException {
    try (InputStream file = WireTest.class.getResourceAsStream("/wire/python-1.0.0.json")) {
      cases = maps(ReceivedSpan.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  @Test
  void theFileHasAllCases() {
    assertEquals(
        List.of(
            "root span, no data",
            "child, zero and empty values",
            "child, LLM call",
            "all five metadata fields and two of the user's own",
            "text with quotes, backslash, newline, tab",
            "text of exactly 254 characters (256 with its quotes)",
            "text of 255 characters: truncated",
            "long text, truncated",
            "large and small numbers"),
        cases.stream().map(one -> one.get("case")).toList());
  }

  @Test
  void theSameCallsGiveTheSameSpans() {
    WatchlogTracer tracer = start();
    Trace trace = tracer.startTrace();
    Span root = null;
    for (Map<String, Object> one : cases) {
      Map<String, Object> call = map(one.get("call"));
      String name = (String) call.get("name");
      Metadata metadata =
          call.get("metadata") == null ? null : Metadata.of(map(call.get("metadata")));
      SpanData data = SpanData.of(map(call.get("data")));
      if (Boolean.TRUE.equals(call.get("child"))) {
        tracer.childSpan(root, name, metadata).end(data);
      } else {
        Span span = trace.startSpan(name, metadata);
        root = root == null ? span : root;
        span.end(data);
      }
    }
    List<ReceivedSpan> sent = taken(cases.size());
    Map<String, String> numbered = new HashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      Map<String, Object> expected = map(cases.get(i).get("wire"));
      String which = (String) cases.get(i).get("case");
      Map<String, Object> fields = sent.get(i).fields();
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(fields.keySet()), which);
      expected.forEach(
          (field, value) -> check(which + ": " + field, value, fields.get(field), numbered));
      assertEquals(
          List.copyOf(map(expected.get("metadata")).keySet()),
          List.copyOf(sent.get(i).metadata().keySet()),
          which);
    }
    assertDelivered(cases.size(), tracer);
  }

  /** Ids are numbered in the file: the same number is the same id, wherever it stands. */
  private static void check(
      String what, Object expected, Object sent, Map<String, String> numbered) {
    if (expected == null) {
      assertNull(sent, what);
    } else if ("#time".equals(expected)) {
      assertTrue(((String) sent).matches(TIME), what);
    } else if ("#ms".equals(expected)) {
      assertTrue(sent instanceof Long ms && ms >= 0, what);
    } else if (expected instanceof Number number && !number.equals(sent)) {
      assertEquals(number.doubleValue(), ((Number) sent).doubleValue(), 0.0, what);
    } else if (expected instanceof String text && text.matches("(span|trace)-#\\d+")) {
      String id = (String) sent;
      assertTrue(id.startsWith(text.substring(0, text.indexOf('#'))), what);
      assertEquals(numbered.computeIfAbsent(text, unseen -> id), id, what);
    } else {
      assertEquals(expected, sent, what);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Object value) {
    return (List<Map<String, Object>>) value;
  }
}
