package io.watchlog.tracer.examples.agent;

import static io.watchlog.tracer.examples.agent.SpanJson.batch;
import static io.watchlog.tracer.examples.agent.SpanJson.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.examples.agent.trace.ReceivedBatch;
import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpanParserTest {
  @Test
  void everyFieldIsRead() throws Exception {
    ReceivedSpan span =
        parse(
                span("span-2", "span-1", "call_llm")
                    .times(1_500, 140)
                    .with("tokens", "42")
                    .with("cost", "0.002")
                    .text("model", "gpt-4")
                    .text("provider", "openai")
                    .text("input", "\\\"Grüße\\\"")
                    .text("output", "\\\"Hallo\\\"")
                    .with("unknown", "{\"deep\":[1,2]}")
                    .with("metadata", "{\"feature\":\"chat\",\"n\":2,\"map\":{\"a\":[1,null]}}"))
            .spans()
            .get(0);

    assertEquals(
        new ReceivedSpan(
            "trace-1",
            "span-2",
            "span-1",
            "myapp",
            "call_llm",
            SpanJson.START.toEpochMilli() * 1_000 + 1_500_000,
            140_000,
            42,
            0.002,
            "gpt-4",
            "openai",
            "\"Grüße\"",
            "\"Hallo\"",
            Map.of("feature", "\"chat\"", "n", "2", "map", "{\"a\":[1,null]}")),
        span);
    assertFalse(span.isRoot());
    assertEquals("Success", span.status());
  }

  @Test
  void theStatusIsComputedFromOutputAndTimes() throws Exception {
    assertEquals("Error", status(root().text("output", "")));
    assertEquals("Error", status(root().text("output", "  \\t")));
    assertEquals("Error", status(root().without("output")));
    assertEquals("Success", status(root().text("output", "\\\"\\\"").text("status", "Error")));
    assertEquals("Success", status(root().times(0, 10_000)));
    assertEquals("Timeout", status(root().times(0, 10_001)));
  }

  @Test
  void wrongTypesOfOtherFieldsDoNoHarm() throws Exception {
    ReceivedSpan span =
        parse(root().text("startTime", "soon").text("tokens", "many").with("metadata", "[1]"))
            .spans()
            .get(0);

    assertTrue(span.isRoot());
    assertEquals(0, span.startUs());
    assertEquals(0, span.tokens());
    assertEquals(Map.of(), span.metadata());
  }

  @Test
  void anElementThatIsNoSpanIsSkipped() throws Exception {
    ReceivedBatch batch = parse("[null,5,\"x\",[1],{},true]");

    assertEquals(0, batch.spans().size());
    assertEquals(6, batch.skipped());
  }

  @Test
  void nestingWithoutEndIsRefused() {
    assertThrows(BadBatchException.class, () -> parse("[{\"x\":" + "[".repeat(1_000_000)));
  }

  private static SpanJson root() {
    return span("span-1", null, "handle_request");
  }

  private static String status(SpanJson span) throws BadBatchException {
    return parse(span).spans().get(0).status();
  }

  private static ReceivedBatch parse(SpanJson span) throws BadBatchException {
    return parse(batch(span));
  }

  private static ReceivedBatch parse(String body) throws BadBatchException {
    return new SpanParser().parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }
}
