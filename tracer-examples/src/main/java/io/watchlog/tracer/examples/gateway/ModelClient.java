package io.watchlog.tracer.examples.gateway;

import io.watchlog.tracer.examples.http.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls the model server. Never blocks the caller: the future is completed on another thread. */
final class ModelClient {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;
  private final Duration timeout;

  /**
   * Makes one.
   *
   * @param url of the model server
   * @param timeout for a whole answer; the HTTP client's own one ends with the response's head
   */
  ModelClient(URI url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  /**
   * Fails with {@link TimeoutException}, {@link ModelException} or what the connection failed of.
   */
  CompletableFuture<ModelAnswer> ask(String prompt) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.object("prompt", prompt)))
            .build();
    StreamedAnswer lines = new StreamedAnswer();
    CompletableFuture<HttpResponse<Void>> exchange =
        http.sendAsync(request, BodyHandlers.fromLineSubscriber(lines));
    return exchange
        .thenApply(response -> lines.answer(response.statusCode()))
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((answer, failure) -> exchange.cancel(true)); // lets go of one that hangs
  }
}
