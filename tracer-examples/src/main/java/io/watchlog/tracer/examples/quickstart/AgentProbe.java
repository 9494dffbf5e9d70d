package io.watchlog.tracer.examples.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks whether an agent is there. */
final class AgentProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private AgentProbe() {}

  /**
   * Whether an agent answers.
   *
   * @param agentUrl where spans would be sent to
   * @return true if its {@code /healthz} says so within a second
   */
  static boolean answers(URI agentUrl) throws InterruptedException {
    return isOk(agentUrl.resolve("healthz"));
  }

  /** Whether it is a local agent, which has a page. */
  static boolean hasPage(URI agentUrl) throws InterruptedException {
    return isOk(agentUrl.resolve("api/stats"));
  }

  private static boolean isOk(URI url) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(TIMEOUT).build();
    try {
      HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // nobody there, which is an answer too
    }
  }
}
