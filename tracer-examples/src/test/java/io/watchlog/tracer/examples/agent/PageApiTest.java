package io.watchlog.tracer.examples.agent;

import static io.watchlog.tracer.examples.agent.SpanJson.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page is made of, over real sockets. */
@Timeout(60)
class PageApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalAgent agent = LocalAgent.start(0);
  private final AgentClient client = new AgentClient(agent);

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void theListHasTheNewestTraceFirstAndSumsItUp() throws Exception {
    client.post(
        span("a", null, "old").text("traceId", "t1").times(0, 10),
        span("b", null, "new").text("traceId", "t2").times(100, 50).text("app", "other"),
        span("c", "b", "call_llm")
            .text("traceId", "t2")
            .times(110, 30)
            .text("model", "gpt-4")
            .with("tokens", "42")
            .with("cost", "0.002")
            .text("output", ""));

    JsonNode list = client.getJson("/api/traces");

    assertEquals(2, list.get("kept").asInt());
    assertEquals(2, list.get("matched").asInt());
    assertEquals(
        JSON.readTree(
            """
            {"id":"t2","app":"other","name":"new","startUs":1795359600100000,"durationUs":50000,
             "spans":2,"omitted":0,"tokens":42,"cost":0.002,"status":"Error","models":["gpt-4"]}
            """),
        list.get("traces").get(0));
    assertEquals("t1", list.get("traces").get(1).get("id").asText());
    assertEquals("Success", list.get("traces").get(1).get("status").asText());
  }

  @Test
  void everyFilterLeavesWhatItSays() throws Exception {
    client.post(
        span("a", null, "Root One").text("traceId", "t1").times(0, 10).text("app", "shop"),
        span("b", null, "two")
            .text("traceId", "t2")
            .times(1, 20_000)
            .text("model", "gpt-4")
            .text("provider", "openai"),
        span("c", null, "three")
            .text("traceId", "t3")
            .times(2, 30)
            .text("output", "")
            .with("metadata", "{\"userId\":\"Zoë\"}"));

    assertEquals(List.of("t3", "t2", "t1"), client.ids(""));
    assertEquals(List.of("t1"), client.ids("app=shop"));
    assertEquals(List.of("t2"), client.ids("model=gpt-4"));
    assertEquals(List.of("t2"), client.ids("provider=openai"));
    assertEquals(List.of("t3"), client.ids("status=Error"));
    assertEquals(List.of("t2"), client.ids("status=Timeout"));
    assertEquals(List.of("t2"), client.ids("slowerThanMs=30"));
    assertEquals(List.of("t3", "t2"), client.ids("slowerThanMs=29.9"));
    assertEquals(List.of("t1"), client.ids("text=" + AgentClient.encoded("rOOt on")));
    assertEquals(List.of("t3"), client.ids("text=" + AgentClient.encoded("ZOË")));
    assertEquals(List.of(), client.ids("text=" + AgentClient.encoded("root\u0000one")));
    assertEquals(List.of("t3", "t2"), client.ids("limit=2"));
    assertEquals(List.of("t3", "t2", "t1"), client.ids("limit=x&slowerThanMs=y&unknown=z"));
    assertEquals(3, client.getJson("/api/traces?app=shop").get("kept").asInt());
  }

  @Test
  void aTextIsFoundAsItIsShownThoughItHasEscapesInJson() throws Exception {
    client.post(
        span("a", null, "root")
            .text("input", "\\\"say \\\\\\\"hi\\\\\\\" \\\\u4e2d\\\"")
            .with("metadata", "{\"k\":\"a\\\\b\"}"));

    assertEquals(List.of("trace-1"), client.ids("text=" + AgentClient.encoded("say \"hi\" 中")));
    assertEquals(List.of("trace-1"), client.ids("text=" + AgentClient.encoded("say \\\"HI")));
    assertEquals(List.of("trace-1"), client.ids("text=" + AgentClient.encoded("a\\b")));
    assertEquals(List.of(), client.ids("text=" + AgentClient.encoded("say hi")));
  }

  @Test
  void aTraceThatEndsBeforeItBeginsIsListedAsWell() throws Exception {
    client.post(span("a", null, "backwards").text("traceId", "t1").times(0, -10));

    assertEquals(List.of("t1"), client.ids(""));
    assertEquals(List.of(), client.ids("slowerThanMs=0"));
    assertEquals(1, client.get("/api/export").body().lines().count());
  }

  @Test
  void aTimeThatCannotBeReadDoesNotMakeATraceDecadesLong() throws Exception {
    client.post(
        span("a", null, "root").times(0, 100),
        span("b", "a", "step").text("startTime", "yesterday"),
        span("c", "a", "step").text("endTime", "tomorrow"));

    JsonNode trace = client.getJson("/api/traces").get("traces").get(0);
    assertEquals(1795359600000000L, trace.get("startUs").asLong());
    assertEquals(100_000, trace.get("durationUs").asLong());
    assertEquals("Success", trace.get("status").asText());
  }

  @Test
  void aTraceHasItsSpansAsATreeWithAllThatWasSent() throws Exception {
    client.post(
        span("c", "b", "deep").times(30, 10),
        span("x", "lost", "orphan").times(50, 1),
        span("a", null, "root").times(0, 100),
        span("b", "a", "step")
            .times(20, 40)
            .text("input", "\\\"Grüße \\ud83d\\ude00\\\"")
            .with("metadata", "{\"z\":\"1\",\"2\":1.10,\"__proto__\":{\"a\":[null]},\"\":\"\"}"));

    JsonNode trace = client.getJson("/api/traces/trace-1");

    assertEquals("root", trace.get("name").asText());
    List<String> tree = new ArrayList<>();
    for (JsonNode span : trace.get("spanList")) {
      tree.add(span.get("depth") + span.get("name").asText() + span.get("orphan"));
    }
    assertEquals(List.of("0rootfalse", "1stepfalse", "2deepfalse", "1orphantrue"), tree);
    assertTrue(trace.get("spanList").get(0).get("parentId").isNull());
    JsonNode step = trace.get("spanList").get(1);
    assertEquals("\"Grüße 😀\"", step.get("input").asText());
    assertEquals(1795359600020000L, step.get("startUs").asLong());
    assertEquals(40_000, step.get("durationUs").asLong());
    assertEquals(
        JSON.readTree(
            """
            [["z","\\"1\\""],["2","1.10"],["__proto__","{\\"a\\":[null]}"],["","\\"\\""]]
            """),
        step.get("metadata"));
  }

  @Test
  void aTraceWithAHostileIdIsFoundAndAnUnknownOneIsNot() throws Exception {
    String id = "../../?#<b>\u202e/ä %2f";
    client.post(span("a", null, "root").text("traceId", id));

    String path = "/api/traces/" + AgentClient.encoded(id).replace("+", "%20");
    assertEquals(id, client.getJson(path).get("id").asText());
    assertEquals(404, client.get("/api/traces/nothing").statusCode());
  }

  @Test
  void halfASurrogatePairSpoilsNothing() throws Exception {
    client.post(span("a", null, "x\\ud800y").with("metadata", "{\"k\":\"\\ud800\"}"));

    assertEquals(
        "x\ud800y", client.getJson("/api/traces").get("traces").get(0).get("name").asText());
    assertEquals(1, client.getJson("/api/traces/trace-1").get("spanList").size());
    assertTrue(client.get("/api/export").body().contains("\"spanId\":\"a\""));
  }

  @Test
  void aListHasTheBeginningOfAVeryLongNameAndATraceAllOfIt() throws Exception {
    String name = "n".repeat(1 << 20);
    client.post(span("a", null, name));

    String listed = client.getJson("/api/traces").get("traces").get(0).get("name").asText();
    assertEquals("n".repeat(256) + "…", listed);
    JsonNode span = client.getJson("/api/traces/trace-1").get("spanList").get(0);
    assertEquals(name, span.get("name").asText());
  }

  @Test
  void aListHasAFewModelsOfATraceThatCallsVeryMany() throws Exception {
    SpanJson[] spans = new SpanJson[1_000];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = span("s" + i, null, "root").text("model", "m".repeat(1_000) + i);
    }
    client.post(spans);

    String list = client.get("/api/traces").body();
    assertTrue(list.length() < 10_000, list.length() + " characters");
  }

  @Test
  void theFiguresAreExact() throws Exception {
    client.post(
        span("a", null, "root").with("tokens", "40").with("cost", "0.5").text("model", "m"),
        span("b", "a", "step").with("tokens", "2").text("output", ""),
        span("c", "a", "step").without("endTime"));

    JsonNode stats = client.getJson("/api/stats");

    assertEquals(2, stats.get("received").asInt());
    assertEquals(1, stats.get("skipped").asInt());
    assertEquals(1, stats.get("traces").asInt());
    assertEquals(42, stats.get("tokens").asInt());
    assertEquals(0.5, stats.get("cost").asDouble());
    assertEquals(1, stats.get("errors").asInt());
    assertEquals(60, stats.get("window").get("spans").size());
    assertEquals(JSON.readTree("[\"m\"]"), stats.get("models"));
    assertEquals(JSON.readTree("[\"myapp\"]"), stats.get("apps"));
  }

  @Test
  void numbersBeyondAllMeasureAreNotSpread() throws Exception {
    client.post(
        span("a", null, "root").with("tokens", "1e300").with("cost", "1e308"),
        span("b", "a", "step").with("tokens", "1e300").with("cost", "1e308"),
        span("c", "a", "step").text("cost", "NaN").text("endTime", "+999999999-12-31T00:00:00Z"));

    assertTrue(client.getJson("/api/traces").get("traces").get(0).get("cost").isNumber());
    assertTrue(client.getJson("/api/stats").get("cost").isNumber());
  }

  @Test
  void eventsBringTheListAtOnceAndAgainWhenSpansArrive() throws Exception {
    try (Socket socket = client.connect()) {
      AgentClient.write(socket, "GET /api/events?app=myapp HTTP/1.1\r\nHost: localhost\r\n\r\n");
      BufferedReader events = AgentClient.reader(socket);

      assertEquals(0, event(events, "stats").get("received").asInt());
      assertEquals(0, event(events, "traces").get("matched").asInt());
      client.post(span("a", null, "root").text("app", "another"));
      client.post(span("b", null, "root").text("traceId", "t2"));
      JsonNode traces = event(events, "traces");
      while (traces.get("kept").asInt() < 2) {
        traces = event(events, "traces");
      }
      assertEquals(1, traces.get("matched").asInt());
      assertEquals("t2", traces.get("traces").get(0).get("id").asText());
    }
  }

  /** The next event of a kind; its data is the line behind its name. */
  private static JsonNode event(BufferedReader events, String kind) throws IOException {
    String line = events.readLine();
    while (!line.endsWith("event: " + kind)) {
      line = events.readLine();
    }
    return JSON.readTree(events.readLine().substring("data: ".length()));
  }
}
