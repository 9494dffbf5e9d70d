package io.watchlog.tracer.examples.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.List;

/** What tests ask an agent, over real sockets. */
final class AgentClient {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalAgent agent;

  AgentClient(LocalAgent agent) {
    this.agent = agent;
  }

  /** Sends a batch, which has to be taken. */
  void post(SpanJson... spans) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(agent.url())
            .POST(BodyPublishers.ofString(SpanJson.batch(spans)))
            .build();
    assertEquals(200, CLIENT.send(request, BodyHandlers.discarding()).statusCode());
  }

  /** Sends a batch as a browser would that shows a page of an origin. */
  HttpResponse<String> post(String body, String origin) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(agent.url())
            .header("Origin", origin)
            .POST(BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  /** The ids of the traces that pass a filter. */
  List<String> ids(String query) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    getJson("/api/traces?" + query).get("traces").forEach(t -> ids.add(t.get("id").asText()));
    return ids;
  }

  JsonNode getJson(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    assertEquals(200, answer.statusCode(), path);
    return JSON.readTree(answer.body());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(agent.pageUrl().resolve(path)).build(), BodyHandlers.ofString());
  }

  /** The first line of the answer to a request with one header. */
  String statusLine(String methodAndPath, String header) throws IOException {
    try (Socket socket = connect()) {
      write(socket, methodAndPath + " HTTP/1.1\r\n" + header + "\r\nContent-Length: 0\r\n\r\n");
      return reader(socket).readLine();
    }
  }

  Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), agent.port());
  }

  static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
