package io.watchlog.tracer.examples.agent;

import static io.watchlog.tracer.examples.agent.SpanJson.batch;
import static io.watchlog.tracer.examples.agent.SpanJson.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchlog.tracer.WatchlogTracer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page is made of, over real sockets. */
@Timeout(60)
class PageApiTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalAgent agent = LocalAgent.start(0);

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void theListHasTheNewestTraceFirstAndSumsItUp() throws Exception {
    post(
        span("a", null, "old").text("traceId", "t1").times(0, 10),
        span("b", null, "new").text("traceId", "t2").times(100, 50).text("app", "other"),
        span("c", "b", "call_llm")
            .text("traceId", "t2")
            .times(110, 30)
            .text("model", "gpt-4")
            .with("tokens", "42")
            .with("cost", "0.002")
            .text("output", ""));

    JsonNode list = getJson("/api/traces");

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
    post(
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

    assertEquals(List.of("t3", "t2", "t1"), ids(""));
    assertEquals(List.of("t1"), ids("app=shop"));
    assertEquals(List.of("t2"), ids("model=gpt-4"));
    assertEquals(List.of("t2"), ids("provider=openai"));
    assertEquals(List.of("t3"), ids("status=Error"));
    assertEquals(List.of("t2"), ids("status=Timeout"));
    assertEquals(List.of("t2"), ids("slowerThanMs=30"));
    assertEquals(List.of("t3", "t2"), ids("slowerThanMs=29.9"));
    assertEquals(List.of("t1"), ids("text=" + encoded("rOOt on")));
    assertEquals(List.of("t3"), ids("text=" + encoded("ZOË")));
    assertEquals(List.of(), ids("text=" + encoded("root\u0000one")));
    assertEquals(List.of("t3", "t2"), ids("limit=2"));
    assertEquals(List.of("t3", "t2", "t1"), ids("limit=x&slowerThanMs=y&unknown=z"));
    assertEquals(3, getJson("/api/traces?app=shop").get("kept").asInt());
  }

  @Test
  void aTextIsFoundAsItIsShownThoughItHasEscapesInJson() throws Exception {
    post(
        span("a", null, "root")
            .text("input", "\\\"say \\\\\\\"hi\\\\\\\" \\\\u4e2d\\\"")
            .with("metadata", "{\"k\":\"a\\\\b\"}"));

    assertEquals(List.of("trace-1"), ids("text=" + encoded("say \"hi\" 中")));
    assertEquals(List.of("trace-1"), ids("text=" + encoded("say \\\"HI")));
    assertEquals(List.of("trace-1"), ids("text=" + encoded("a\\b")));
    assertEquals(List.of(), ids("text=" + encoded("say hi")));
  }

  @Test
  void aTraceThatEndsBeforeItBeginsIsListedAsWell() throws Exception {
    post(span("a", null, "backwards").text("traceId", "t1").times(0, -10));

    assertEquals(List.of("t1"), ids(""));
    assertEquals(List.of(), ids("slowerThanMs=0"));
    assertEquals(1, get("/api/export").body().lines().count());
  }

  @Test
  void aTimeThatCannotBeReadDoesNotMakeATraceDecadesLong() throws Exception {
    post(
        span("a", null, "root").times(0, 100),
        span("b", "a", "step").text("startTime", "yesterday"),
        span("c", "a", "step").text("endTime", "tomorrow"));

    JsonNode trace = getJson("/api/traces").get("traces").get(0);
    assertEquals(1795359600000000L, trace.get("startUs").asLong());
    assertEquals(100_000, trace.get("durationUs").asLong());
    assertEquals("Success", trace.get("status").asText());
  }

  @Test
  void aTraceHasItsSpansAsATreeWithAllThatWasSent() throws Exception {
    post(
        span("c", "b", "deep").times(30, 10),
        span("x", "lost", "orphan").times(50, 1),
        span("a", null, "root").times(0, 100),
        span("b", "a", "step")
            .times(20, 40)
            .text("input", "\\\"Grüße \\ud83d\\ude00\\\"")
            .with("metadata", "{\"z\":\"1\",\"2\":1.10,\"__proto__\":{\"a\":[null]},\"\":\"\"}"));

    JsonNode trace = getJson("/api/traces/trace-1");

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
    post(span("a", null, "root").text("traceId", id));

    String path = "/api/traces/" + encoded(id).replace("+", "%20");
    assertEquals(id, getJson(path).get("id").asText());
    assertEquals(404, get("/api/traces/nothing").statusCode());
  }

  @Test
  void halfASurrogatePairSpoilsNothing() throws Exception {
    post(span("a", null, "x\\ud800y").with("metadata", "{\"k\":\"\\ud800\"}"));

    assertEquals("x\ud800y", getJson("/api/traces").get("traces").get(0).get("name").asText());
    assertEquals(1, getJson("/api/traces/trace-1").get("spanList").size());
    assertTrue(get("/api/export").body().contains("\"spanId\":\"a\""));
  }

  @Test
  void aListHasTheBeginningOfAVeryLongNameAndATraceAllOfIt() throws Exception {
    String name = "n".repeat(1 << 20);
    post(span("a", null, name));

    String listed = getJson("/api/traces").get("traces").get(0).get("name").asText();
    assertEquals("n".repeat(256) + "…", listed);
    JsonNode span = getJson("/api/traces/trace-1").get("spanList").get(0);
    assertEquals(name, span.get("name").asText());
  }

  @Test
  void aListHasAFewModelsOfATraceThatCallsVeryMany() throws Exception {
    SpanJson[] spans = new SpanJson[1_000];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = span("s" + i, null, "root").text("model", "m".repeat(1_000) + i);
    }
    post(spans);

    String list = get("/api/traces").body();
    assertTrue(list.length() < 10_000, list.length() + " characters");
  }

  @Test
  void theFiguresAreExact() throws Exception {
    post(
        span("a", null, "root").with("tokens", "40").with("cost", "0.5").text("model", "m"),
        span("b", "a", "step").with("tokens", "2").text("output", ""),
        span("c", "a", "step").without("endTime"));

    JsonNode stats = getJson("/api/stats");

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
    post(
        span("a", null, "root").with("tokens", "1e300").with("cost", "1e308"),
        span("b", "a", "step").with("tokens", "1e300").with("cost", "1e308"),
        span("c", "a", "step").text("cost", "NaN").text("endTime", "+999999999-12-31T00:00:00Z"));

    assertTrue(getJson("/api/traces").get("traces").get(0).get("cost").isNumber());
    assertTrue(getJson("/api/stats").get("cost").isNumber());
  }

  @Test
  void eventsBringTheListAtOnceAndAgainWhenSpansArrive() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      write(socket, "GET /api/events?app=myapp HTTP/1.1\r\nHost: localhost\r\n\r\n");
      BufferedReader events =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

      assertEquals(0, event(events, "stats").get("received").asInt());
      assertEquals(0, event(events, "traces").get("matched").asInt());
      post(span("a", null, "root").text("app", "another"));
      post(span("b", null, "root").text("traceId", "t2"));
      JsonNode traces = event(events, "traces");
      while (traces.get("kept").asInt() < 2) {
        traces = event(events, "traces");
      }
      assertEquals(1, traces.get("matched").asInt());
      assertEquals("t2", traces.get("traces").get(0).get("id").asText());
    }
  }

  @Test
  void whatIsExportedCanBeImportedAndIsTheSame(@TempDir Path directory) throws Exception {
    for (int i = 0; i < 500; i++) {
      post(
          span("a" + i, null, "root").text("traceId", "t" + i).with("cost", "0.1"),
          span("b" + i, "a" + i, "st\\\"ep\\u2028")
              .text("traceId", "t" + i)
              .times(i, 7)
              .text("input", "\\\"" + "x".repeat(1_000) + "\\\"")
              .with("metadata", "{\"n\":1.10,\"s\":\"1\",\"o\":{\"a\":[1]},\"k\":null}"));
    }
    HttpResponse<String> export = get("/api/export");
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
    assertEquals(2, get("/api/export?text=b77").body().lines().count());
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
    assertEquals(100, getJson("/api/traces?app=crashed").get("matched").asInt());
    assertEquals(1, getJson("/api/traces?text=" + encoded("in 42")).get("matched").asInt());
  }

  @Test
  void aStrangersNameForThisMachineIsNotAnswered() throws Exception {
    int port = agent.port();
    for (String path : List.of("/", "/api/traces", "/api/events", "/app.js")) {
      for (String host :
          List.of("evil.example:" + port, "127.0.0.1.evil.example", "[evil]", "localhost.evil")) {
        assertEquals("HTTP/1.1 403 Forbidden", statusLine("GET " + path, "Host: " + host));
      }
      assertEquals("HTTP/1.1 403 Forbidden", statusLine("GET " + path, "X: y"));
    }
    for (String host : List.of("localhost", "LOCALHOST:" + port, "127.0.0.1", "[::1]:" + port)) {
      assertEquals("HTTP/1.1 200 OK", statusLine("GET /api/stats", "Host: " + host));
    }
  }

  @Test
  void aPageOfAStrangerCannotSendSpans() throws Exception {
    String spans = batch(span("a", null, "root"));
    String own = "http://127.0.0.1:" + agent.port();

    assertEquals(403, post(spans, "http://evil.example").statusCode());
    assertEquals(403, post(spans, "null").statusCode());
    assertEquals(403, post(spans, "http://127.0.0.1:1").statusCode());
    assertEquals(0, agent.received());
    assertEquals(200, post(spans, own).statusCode());
    assertEquals(1, agent.received());
  }

  @Test
  void onlyTheIngestPathTakesAnythingButAGet() throws Exception {
    for (String path : List.of("/", "/app.js", "/api/traces", "/api/stats", "/api/export")) {
      for (String method : List.of("POST", "PUT", "DELETE", "HEAD", "OPTIONS")) {
        assertEquals(
            "HTTP/1.1 405 Method Not Allowed", statusLine(method + " " + path, "Host: localhost"));
      }
    }
  }

  @Test
  void everyAnswerForbidsInlineScriptAndStrangersFiles() throws Exception {
    for (String path : List.of("/", "/app.js", "/page.css", "/api/stats", "/nothing")) {
      HttpResponse<String> answer = get(path);
      String policy = answer.headers().firstValue("content-security-policy").orElse("");
      assertTrue(policy.contains("default-src 'none'"), path);
      assertTrue(policy.contains("script-src 'self';"), path);
      assertTrue(policy.contains("require-trusted-types-for 'script'"), path);
      assertTrue(!policy.contains("unsafe"), path);
      assertEquals("nosniff", answer.headers().firstValue("x-content-type-options").orElse(""));
      assertNull(answer.headers().firstValue("access-control-allow-origin").orElse(null));
    }
  }

  @Test
  void anAddressThatCannotBeDecodedIsABadRequest() throws Exception {
    for (String path : List.of("/%zz", "/api/traces/%", "/api/traces?text=%e", "/ai-tracer?%")) {
      assertEquals("HTTP/1.1 400 Bad Request", statusLine("GET " + path, "Host: localhost"), path);
    }
  }

  @Test
  void longFiltersAndTheCookiesOfOthersAreTaken() throws Exception {
    assertEquals(List.of(), ids("text=" + encoded("中".repeat(2_000))));
    assertEquals(
        "HTTP/1.1 200 OK",
        statusLine("GET /", "Host: localhost\r\nCookie: a=" + "b".repeat(20_000)));
  }

  @Test
  void filesOutsideOfThePageAreNotServed() throws Exception {
    for (String path :
        List.of("/PageFiles.class", "/../LocalAgent.class", "/%2e%2e/x.js", "//etc/passwd")) {
      assertTrue(statusLine("GET " + path, "Host: localhost").startsWith("HTTP/1.1 404"), path);
    }
    assertEquals(
        "text/html; charset=utf-8", get("/").headers().firstValue("content-type").orElse(""));
  }

  /** The next event of a kind; its data is the line behind its name. */
  private static JsonNode event(BufferedReader events, String kind) throws IOException {
    String line = events.readLine();
    while (!line.endsWith("event: " + kind)) {
      line = events.readLine();
    }
    return JSON.readTree(events.readLine().substring("data: ".length()));
  }

  private String statusLine(String methodAndPath, String header) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      write(socket, methodAndPath + " HTTP/1.1\r\n" + header + "\r\nContent-Length: 0\r\n\r\n");
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void post(SpanJson... spans) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(agent.url()).POST(BodyPublishers.ofString(batch(spans))).build();
    assertEquals(200, CLIENT.send(request, BodyHandlers.discarding()).statusCode());
  }

  private HttpResponse<String> post(String body, String origin)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(agent.url())
            .header("Origin", origin)
            .POST(BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private List<String> ids(String query) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    getJson("/api/traces?" + query).get("traces").forEach(t -> ids.add(t.get("id").asText()));
    return ids;
  }

  private JsonNode getJson(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    assertEquals(200, answer.statusCode(), path);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(agent.pageUrl().resolve(path)).build(), BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
