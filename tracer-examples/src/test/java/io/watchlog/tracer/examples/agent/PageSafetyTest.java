package io.watchlog.tracer.examples.agent;

import static io.watchlog.tracer.examples.agent.SpanJson.batch;
import static io.watchlog.tracer.examples.agent.SpanJson.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may ask the page what, and how much. */
@Timeout(60)
class PageSafetyTest {
  private final LocalAgent agent = LocalAgent.start(0);
  private final AgentClient client = new AgentClient(agent);

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void aStrangersNameForThisMachineIsNotAnswered() throws Exception {
    int port = agent.port();
    for (String path : List.of("/", "/api/traces", "/api/events", "/app.js")) {
      for (String host :
          List.of("evil.example:" + port, "127.0.0.1.evil.example", "[evil]", "localhost.evil")) {
        assertEquals("HTTP/1.1 403 Forbidden", client.statusLine("GET " + path, "Host: " + host));
      }
      assertEquals("HTTP/1.1 403 Forbidden", client.statusLine("GET " + path, "X: y"));
    }
    for (String host : List.of("localhost", "LOCALHOST:" + port, "127.0.0.1", "[::1]:" + port)) {
      assertEquals("HTTP/1.1 200 OK", client.statusLine("GET /api/stats", "Host: " + host));
    }
  }

  @Test
  void aPageOfAStrangerCannotSendSpans() throws Exception {
    String spans = batch(span("a", null, "root"));
    String own = "http://127.0.0.1:" + agent.port();

    assertEquals(403, client.post(spans, "http://evil.example").statusCode());
    assertEquals(403, client.post(spans, "null").statusCode());
    assertEquals(403, client.post(spans, "http://127.0.0.1:1").statusCode());
    assertEquals(0, agent.received());
    assertEquals(200, client.post(spans, own).statusCode());
    assertEquals(1, agent.received());
  }

  @Test
  void onlyTheIngestPathTakesAnythingButAGet() throws Exception {
    for (String path : List.of("/", "/app.js", "/api/traces", "/api/stats", "/api/export")) {
      for (String method : List.of("POST", "PUT", "DELETE", "HEAD", "OPTIONS")) {
        assertEquals(
            "HTTP/1.1 405 Method Not Allowed",
            client.statusLine(method + " " + path, "Host: localhost"));
      }
    }
  }

  @Test
  void everyAnswerForbidsInlineScriptAndStrangersFiles() throws Exception {
    for (String path : List.of("/", "/app.js", "/page.css", "/api/stats", "/nothing")) {
      HttpResponse<String> answer = client.get(path);
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
      assertEquals(
          "HTTP/1.1 400 Bad Request", client.statusLine("GET " + path, "Host: localhost"), path);
    }
  }

  @Test
  void longFiltersAndTheCookiesOfOthersAreTaken() throws Exception {
    assertEquals(List.of(), client.ids("text=" + AgentClient.encoded("中".repeat(2_000))));
    assertEquals(
        "HTTP/1.1 200 OK",
        client.statusLine("GET /", "Host: localhost\r\nCookie: a=" + "b".repeat(20_000)));
  }

  @Test
  void filesOutsideOfThePageAreNotServed() throws Exception {
    for (String path :
        List.of("/PageFiles.class", "/../LocalAgent.class", "/%2e%2e/x.js", "//etc/passwd")) {
      assertTrue(
          client.statusLine("GET " + path, "Host: localhost").startsWith("HTTP/1.1 404"), path);
    }
    assertEquals(
        "text/html; charset=utf-8",
        client.get("/").headers().firstValue("content-type").orElse(""));
  }

  @Test
  void onlySoManyPagesAreToldOfWhatHappens() throws Exception {
    List<Socket> pages = new ArrayList<>();
    try {
      for (int i = 0; i < 32; i++) {
        pages.add(listen());
        assertEquals("HTTP/1.1 200 OK", AgentClient.reader(pages.get(i)).readLine());
      }
      assertEquals(
          "HTTP/1.1 503 Service Unavailable",
          client.statusLine("GET /api/events", "Host: localhost"));
      pages.remove(0).close();
      String line = "";
      while (!line.equals("HTTP/1.1 200 OK")) { // it takes a moment until that is noticed
        line = client.statusLine("GET /api/events", "Host: localhost");
      }
    } finally {
      for (Socket page : pages) {
        page.close();
      }
    }
  }

  @Test
  void anAgentThatClosesEndsTheStreamsOfItsPages() throws Exception {
    try (Socket page = listen()) {
      BufferedReader events = AgentClient.reader(page);
      assertEquals("HTTP/1.1 200 OK", events.readLine());
      agent.close();
      while (events.readLine() != null) {
        // what was on its way
      }
    }
  }

  private Socket listen() throws IOException {
    Socket page = client.connect();
    AgentClient.write(page, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return page;
  }
}
