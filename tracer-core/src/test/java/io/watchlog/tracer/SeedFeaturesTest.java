package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.ReceivedSpan;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The calls of python-ai-tracer, each by its name, against an agent. */
final class SeedFeaturesTest extends WithAgent {
  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-";
  private static final String SPAN_ID = "span-" + UUID + "[0-9a-f]{12}";
  private static final String TRACE_ID = "trace-" + UUID + "[0-9a-f]{12}";

  @Test
  void watchlogTracer_hasAnAppThatIsNotBlank() {
    for (String bad : Arrays.asList(null, "", " ")) {
      assertThrows(IllegalArgumentException.class, () -> WatchlogTracer.builder(bad));
    }
    WatchlogTracer tracer = start(builder("checkout"));
    tracer.startSpan("s").end();
    assertEquals("checkout", field("app"));
    assertDelivered(1, tracer);
  }

  @Test
  void start_trace_beginsATraceThatSpansJoin() {
    WatchlogTracer tracer = start();
    Trace trace = tracer.startTrace();
    assertTrue(trace.id().matches(TRACE_ID), trace.id());
    tracer.startSpan("joins").end();
    trace.startSpan("asks").end();
    assertEquals(trace.id(), span("joins").text("traceId"));
    assertEquals(trace.id(), span("asks").text("traceId"));
    assertFalse(trace.id().equals(tracer.startTrace().id()));
    assertDelivered(2, tracer);
  }

  @Test
  void start_span_startsARootWithNameAndMetadata() {
    WatchlogTracer tracer = start();
    Span span = tracer.startSpan("handle_request", Metadata.of("feature", "ai-summary"));
    assertTrue(span.id().matches(SPAN_ID), span.id());
    span.end();
    assertEquals("handle_request", field("name"));
    assertEquals(span.id(), field("spanId"));
    assertEquals(span.traceId(), field("traceId"));
    assertNull(field("parentId"));
    assertNull(span.parentId());
    assertEquals("ai-summary", metadata().get("feature"));
    assertDelivered(1, tracer);
  }

  @Test
  void child_span_isBelowItsParentByHandleByIdAndByTheParentItself() {
    WatchlogTracer tracer = start();
    Span root = tracer.startSpan("root");
    Metadata step = Metadata.of("step", "1");
    List<Span> children =
        List.of(
            tracer.childSpan(root, "child"),
            tracer.childSpan(root.id(), "child"),
            root.child("child"),
            tracer.childSpan(root, "child", step),
            tracer.childSpan(root.id(), "child", step),
            root.child("child", step));
    for (Span child : children) {
      assertEquals(root.id(), child.parentId());
      assertEquals(root.traceId(), child.traceId());
      child.end();
    }
    root.end();
    for (ReceivedSpan sent : taken(7).subList(0, 6)) {
      assertEquals("child", sent.text("name"));
      assertEquals(root.id(), sent.text("parentId"));
      assertEquals(root.traceId(), sent.text("traceId"));
    }
    assertDelivered(7, tracer);
  }

  @Test
  void end_span_endsByHandleAndByIdWithAndWithoutData() {
    WatchlogTracer tracer = start();
    SpanData data = SpanData.builder().output("done").build();
    tracer.endSpan(tracer.startSpan("handle"));
    tracer.endSpan(tracer.startSpan("handle, data"), data);
    tracer.endSpan(tracer.startSpan("id").id());
    tracer.endSpan(tracer.startSpan("id, data").id(), data);
    tracer.startSpan("own").end();
    tracer.startSpan("own, data").end(data);
    tracer.startSpan("closed").close();
    taken(7);
    for (String name : List.of("handle", "id", "own", "closed")) {
      assertEquals("\"\"", span(name).text("output"), name);
    }
    for (String name : List.of("handle, data", "id, data", "own, data")) {
      assertEquals("\"done\"", span(name).text("output"), name);
    }
    assertDelivered(7, tracer);
  }

  @Test
  void end_span_takesTheDictionaryOfTheOriginal() {
    WatchlogTracer tracer = start();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("tokens", 42);
    data.put("cost", 0.002f);
    data.put("model", "gpt-4");
    data.put("provider", "openai");
    data.put("input", Map.of("q", 1));
    data.put("output", null);
    data.put("unknown", "ignored");
    tracer.startSpan("s").end(SpanData.of(data));
    assertEquals(42L, field("tokens"));
    assertEquals(0.002, (double) field("cost"), 1e-9);
    assertEquals("gpt-4", field("model"));
    assertEquals("openai", field("provider"));
    assertEquals("{\"q\":1}", field("input"));
    assertEquals("null", field("output"));
    assertDelivered(1, tracer);
  }

  @Test
  void send_endsOpenSpansAndDeliversNow() throws InterruptedException {
    WatchlogTracer tracer = start(builder().autoFlushInterval(Duration.ofHours(1)));
    tracer.startSpan("ended").end();
    Span open = tracer.startSpan("open");
    Span[] elsewhere = new Span[1];
    Thread other = new Thread(() -> elsewhere[0] = tracer.startSpan("elsewhere"));
    other.start();
    other.join();
    FlushResult result = tracer.send();
    assertTrue(result.complete(), result::toString);
    assertEquals(3, result.delivered());
    assertNull(result.error());
    assertFalse(open.isRecording() || elsewhere[0].isRecording());
    assertNull(span("ended").metadata().get("endedBy"));
    assertEquals("send", span("open").metadata().get("endedBy"));
    assertEquals("send", span("elsewhere").metadata().get("endedBy"));
    assertEquals(2, assertDelivered(3, tracer).forcedEnds());
  }

  @Test
  void flush_queue_deliversInTheBackground() {
    WatchlogTracer tracer = start(builder().autoFlushInterval(Duration.ofHours(1)));
    Span open = tracer.startSpan("open");
    tracer.startSpan("ended").end();
    CompletableFuture<FlushResult> future = tracer.flushQueue();
    CompletableFuture<String> thread = future.thenApply(result -> Thread.currentThread().getName());
    assertEquals(1, future.join().delivered());
    assertFalse(thread.join().startsWith("watchlog-"), "not on the tracer's own threads");
    assertTrue(open.isRecording());
    assertEquals("ended", onlySpan().text("name"));
    open.end();
    assertTrue(tracer.flush(LONG).complete());
    assertDelivered(2, tracer);
  }

  @Test
  void tokens_cost_model_provider_input_output_areSetOnTheSpan() {
    WatchlogTracer tracer = start();
    tracer
        .startSpan("s")
        .tokens(7, 35)
        .cost(0.002)
        .model("gpt-4")
        .provider("openai")
        .input("Summarize")
        .output(List.of(1, true, "x"))
        .end();
    assertEquals(42L, field("tokens"));
    assertEquals(7L, metadata().get("inputTokens"));
    assertEquals(35L, metadata().get("outputTokens"));
    assertEquals(0.002, field("cost"));
    assertEquals("gpt-4", field("model"));
    assertEquals("openai", field("provider"));
    assertEquals("\"Summarize\"", field("input"));
    assertEquals("[1,true,\"x\"]", field("output"));
    assertDelivered(1, tracer);
  }

  @Test
  void metadata_hasTheFiveKeysFirstAndThenTheUsersInTheirOrder() {
    WatchlogTracer tracer = start();
    Metadata metadata =
        Metadata.builder()
            .put("region", "eu")
            .label("l")
            .userId("u")
            .promptVersion("v3")
            .step("generate")
            .feature("chat")
            .put("attempt", 2)
            .build();
    tracer.startSpan("a", metadata).end();
    tracer.startSpan("b").attribute("k", 1.5).end();
    Map<String, Object> sent = span("a").metadata();
    assertEquals(
        List.of("feature", "step", "promptVersion", "userId", "label", "region", "attempt"),
        List.copyOf(sent.keySet()));
    assertEquals(List.of("chat", "generate", "v3", "u", "l", "eu", 2L), List.copyOf(sent.values()));
    assertEquals(List.of("", "", "", "", "", 1.5), List.copyOf(span("b").metadata().values()));
    assertDelivered(2, tracer);
  }

  @Test
  void fieldTruncation_cutsInputAndOutput() {
    WatchlogTracer tracer = start(builder().maxFieldLength(10));
    tracer.startSpan("s").input("x".repeat(50)).output("short").end();
    assertEquals("\"xxxxxxxxx...[TRUNCATED]", field("input"));
    assertEquals("\"short\"", field("output"));
    assertDelivered(1, tracer);
  }

  @Test
  void redaction_hidesWhatIsSensitive() {
    WatchlogTracer tracer = start();
    tracer
        .startSpan("s", Metadata.of("api_key", "hunter2", "note", "password=hunter2"))
        .input(Map.of("user", Map.of("token", "hunter2")))
        .output("Authorization: Bearer hunter2hunter2")
        .attribute("secret", "hunter2")
        .end();
    String json = onlySpan().json();
    assertFalse(json.contains("hunter2"), json);
    assertEquals("{\"user\":{\"token\":\"[REDACTED]\"}}", field("input"));
    assertTrue(metadata().containsKey("api_key"), "the name stays");
    assertSettled(tracer);
  }
}
