package io.watchlog.tracer.examples.agent;

import static io.watchlog.tracer.examples.agent.SpanJson.span;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.watchlog.tracer.WatchlogTracer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of spans and queue directories, taken by an agent that runs. */
@Timeout(60)
class SpanImportTest {
  private final LocalAgent agent = LocalAgent.start(0);
  private final AgentClient client = new AgentClient(agent);

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void whatIsExportedCanBeImportedAndIsTheSame(@TempDir Path directory) throws Exception {
    for (int i = 0; i < 500; i++) {
      client.post(
          span("a" + i, null, "root").text("traceId", "t" + i).with("cost", "0.1"),
          span("b" + i, "a" + i, "st\\\"ep\\u2028")
              .text("traceId", "t" + i)
              .times(i, 7)
              .text("input", "\\\"" + "x".repeat(1_000) + "\\\"")
              .with("metadata", "{\"n\":1.10,\"s\":\"1\",\"o\":{\"a\":[1]},\"k\":null}"));
    }
    HttpResponse<String> export = client.get("/api/export");
    Path file = Files.writeString(directory.resolve("spans.jsonl"), export.body());

    try (LocalAgent other = LocalAgent.start(0)) {
      assertEquals(new SpanImport.Result(1_000, 0, 0), other.importFrom(file));
      assertEquals(1_000, export.body().lines().count());
      for (int i = 0; i < 500; i++) {
        assertEquals(agent.trace("t" + i), other.trace("t" + i));
      }
    }
    assertEquals(
        "attachment; filename=\"spans.jsonl\"",
        export.headers().firstValue("content-disposition").orElse("none"));
    assertEquals(2, client.get("/api/export?text=b77").body().lines().count());
  }

  @Test
  void linesThatAreNoSpansAreCounted(@TempDir Path directory) throws Exception {
    String good = span("a", null, "root").toString();
    Path file =
        Files.writeString(
            directory.resolve("x"), good + "\n\n[" + good + "," + good + "]\n{}\noops\n[1");

    assertEquals(new SpanImport.Result(3, 1, 2), agent.importFrom(file));
    assertEquals(3, agent.received());
  }

  @Test
  void aLineThatIsNoUtf8DoesNotEndTheImport(@TempDir Path directory) throws Exception {
    String good = span("a", null, "root").toString();
    Path file = directory.resolve("x");
    Files.writeString(file, good + "\n{\"\u00ff\":1}\n" + good, StandardCharsets.ISO_8859_1);

    assertEquals(new SpanImport.Result(2, 1, 0), agent.importFrom(file));
  }

  @Test
  void whatAProcessLeftInItsQueueCanBeLookedAt(@TempDir Path queue) throws Exception {
    try (WatchlogTracer tracer =
        WatchlogTracer.builder("crashed")
            .agentUrl("http://127.0.0.1:9")
            .queueDirectory(queue)
            .build()) {
      for (int i = 0; i < 100; i++) {
        tracer.startTrace().startSpan("step " + i).input("in " + i).end();
      }
    }

    assertEquals(new SpanImport.Result(100, 0, 0), agent.importFrom(queue));
    assertEquals(100, client.getJson("/api/traces?app=crashed").get("matched").asInt());
    assertEquals(
        1,
        client.getJson("/api/traces?text=" + AgentClient.encoded("in 42")).get("matched").asInt());
  }
}
