package io.watchlog.tracer.examples.agent;

import static io.watchlog.tracer.examples.agent.SpanJson.batch;
import static io.watchlog.tracer.examples.agent.SpanJson.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The agent's contract, row by row, over real sockets. */
@Timeout(60)
class LocalAgentTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final BlockingQueue<ReceivedTrace> finished = new LinkedBlockingQueue<>();
  private final LocalAgent agent =
      LocalAgent.start(
          AgentOptions.defaults()
              .withPort(0)
              .withKeepAlive(Duration.ofSeconds(2))
              .withOnTrace(finished::add));

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void goodBatchIsTaken() throws Exception {
    HttpResponse<String> answer = post(batch(root(), child()));

    assertEquals(200, answer.statusCode());
    assertEquals("{\"status\":\"ok\",\"received\":2,\"skipped\":0}", answer.body());
    assertEquals("timeout=2", answer.headers().firstValue("keep-alive").orElse("none"));
    assertEquals(2, agent.received());
    assertEquals(
        List.of("handle_request", "call_llm"),
        agent.trace("trace-1").orElseThrow().spans().stream().map(ReceivedSpan::name).toList());
  }

  @Test
  void advertisesFiveSecondsByDefault() {
    assertEquals(Duration.ofSeconds(5), AgentOptions.defaults().keepAlive());
  }

  @Test
  void spansWithoutIdsOrTimesAreSkipped() throws Exception {
    for (String field : List.of("traceId", "spanId", "startTime", "endTime")) {
      assertEquals(
          "{\"status\":\"ok\",\"received\":1,\"skipped\":2}",
          post(batch(root().without(field), child(), root().text(field, ""))).body(),
          field);
    }
    assertEquals(4, agent.received());
    assertEquals(8, agent.skipped());
  }

  @Test
  void gzipIsAnInternalError() throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(agent.url())
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString(batch(root())))
                .build(),
            BodyHandlers.ofString());

    assertInternalError(answer);
  }

  @Test
  void oneOutputThatIsNoStringSpoilsTheBatch() throws Exception {
    for (String output : List.of("42", "{\"a\":1}", "[]", "true", "null")) {
      assertInternalError(post(batch(root(), child().with("output", output))));
    }
  }

  @Test
  void malformedJsonSpoilsTheBatch() throws Exception {
    String good = batch(root());
    for (String bad :
        List.of(
            "",
            "[",
            good.substring(0, good.length() - 1),
            good + "x",
            good + good,
            good.replace(":", ""),
            "[" + root() + ",]",
            "[" + root() + " " + root() + "]")) {
      assertInternalError(post(bad));
    }
  }

  @Test
  void aBodyOfTwentyFiveMegabytesIsTakenAndOneByteMoreIsNot() throws Exception {
    String span = batch(root());
    String largest = span + " ".repeat(LocalAgent.MAX_BODY_BYTES - span.length());

    assertEquals(200, post(largest).statusCode());
    assertEquals(413, post(largest + " ").statusCode());
    assertEquals(1, agent.received());
  }

  @Test
  void tooLongAContentLengthIsRefusedBeforeTheBody() throws Exception {
    try (Socket socket = connect()) {
      write(
          socket,
          "POST /ai-tracer HTTP/1.1\r\nHost: a\r\nContent-Length: "
              + (LocalAgent.MAX_BODY_BYTES + 1)
              + "\r\n\r\n");

      assertEquals("HTTP/1.1 413 Request Entity Too Large", reader(socket).readLine());
    }
  }

  @Test
  void aChunkedBodyIsRefusedOnceItIsTooLong() throws Exception {
    byte[] body = new byte[LocalAgent.MAX_BODY_BYTES + 1];
    HttpRequest request =
        HttpRequest.newBuilder(agent.url())
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
            .build();

    assertEquals(413, CLIENT.send(request, BodyHandlers.ofString()).statusCode());
  }

  @Test
  void healthAndReadinessAreAnswered() throws Exception {
    assertEquals("OK", get("/healthz").body());
    assertEquals("READY", get("/readyz").body());
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertEquals(404, get("/nothing").statusCode());
    assertEquals(404, get("/ai-tracer/x").statusCode());
    assertEquals(405, get("/ai-tracer").statusCode());
    HttpRequest put =
        HttpRequest.newBuilder(agent.url().resolve("/healthz"))
            .PUT(BodyPublishers.noBody())
            .build();
    assertEquals(405, CLIENT.send(put, BodyHandlers.ofString()).statusCode());
  }

  @Test
  void anIdleConnectionServesRequestsAndIsThenClosed() throws Exception {
    try (Socket socket = connect()) {
      BufferedReader in = reader(socket);
      for (int i = 0; i < 2; i++) {
        write(socket, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK", in.readLine());
        while (!in.readLine().isEmpty()) {
          // the headers
        }
        assertEquals('O', in.read());
        assertEquals('K', in.read());
      }
      socket.setSoTimeout(30_000);
      assertEquals(-1, in.read());
    }
  }

  @Test
  void connectionCloseIsHonoured() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertTrue(answer.contains("connection: close"), answer);
      assertTrue(answer.endsWith("OK"), answer);
    }
  }

  @Test
  void somethingThatIsNotHttpIsClosedAndDoesNoHarm() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 13, 10, 13, 10});
      socket.setSoTimeout(30_000);
      socket.getInputStream().readAllBytes(); // ends when the agent closes
    }
    assertEquals("OK", get("/healthz").body());
  }

  @Test
  void theSameSpanTwiceIsTakenTwice() throws Exception {
    post(batch(root()));
    post(batch(root()));

    assertEquals(2, agent.received());
    assertEquals(2, agent.trace("trace-1").orElseThrow().spans().size());
  }

  @Test
  void aLoneSpanIsABatchOfOne() throws Exception {
    assertEquals(
        "{\"status\":\"ok\",\"received\":1,\"skipped\":0}", post(root().toString()).body());
  }

  @Test
  void aFinishedTraceIsToldOfOnce() throws Exception {
    post(batch(child()));
    post(batch(root()));

    ReceivedTrace trace = finished.poll(30, TimeUnit.SECONDS);
    assertEquals(2, trace.spans().size());
    agent.close();
    assertTrue(finished.isEmpty());
  }

  @Test
  void closingTellsOfWhatIsUnfinished() throws Exception {
    post(batch(child()));
    agent.close();

    assertEquals("trace-1", finished.remove().id());
  }

  @Test
  void aPortInUseIsSaid() {
    UncheckedIOException failure =
        assertThrows(UncheckedIOException.class, () -> LocalAgent.start(agent.port()));

    assertTrue(failure.getMessage().contains(":" + agent.port()), failure.getMessage());
  }

  private void assertInternalError(HttpResponse<String> answer) {
    assertEquals(500, answer.statusCode());
    assertEquals("Internal error", answer.body());
    assertEquals(0, agent.received());
  }

  private static SpanJson root() {
    return span("span-1", null, "handle_request");
  }

  private static SpanJson child() {
    return span("span-2", "span-1", "call_llm");
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(agent.url()).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI url = agent.url().resolve(path);
    return CLIENT.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), agent.port());
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }
}
