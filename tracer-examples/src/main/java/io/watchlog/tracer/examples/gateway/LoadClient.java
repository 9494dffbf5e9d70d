package io.watchlog.tracer.examples.gateway;

import io.watchlog.tracer.examples.http.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends a bounded load: so many requests, so many of them at a time, for so long at most. A slow
 * machine sends fewer; what was sent is waited for.
 */
final class LoadClient {
  /** Every so many requests one has no prompt. */
  private static final int BLANK_EVERY = 20;

  /** Longer than any answer takes. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Integer, Integer> byStatus = new ConcurrentSkipListMap<>();
  private final URI url;

  LoadClient(URI url) {
    this.url = url;
  }

  /**
   * What came of it.
   *
   * @param byStatus how many answers had each HTTP status
   * @param unanswered how many of the requests that were sent got none
   * @param unsent how many requests there was no time for
   * @param took how long it was
   */
  record Outcome(Map<Integer, Integer> byStatus, int unanswered, int unsent, Duration took) {}

  Outcome run(int requests, int concurrency, Duration limit) throws InterruptedException {
    long startNs = System.nanoTime();
    Semaphore free = new Semaphore(concurrency);
    int sent = 0;
    while (sent < requests
        && leftNs(startNs, limit) > 0
        && free.tryAcquire(leftNs(startNs, limit), TimeUnit.NANOSECONDS)) {
      send(sent, free);
      sent++;
    }
    var unused = free.tryAcquire(concurrency, ANSWER_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    int answered = byStatus.values().stream().mapToInt(Integer::intValue).sum();
    return new Outcome(
        new TreeMap<>(byStatus),
        sent - answered,
        requests - sent,
        Duration.ofNanos(System.nanoTime() - startNs));
  }

  private static long leftNs(long startNs, Duration limit) {
    return limit.toNanos() - (System.nanoTime() - startNs);
  }

  private void send(int index, Semaphore free) {
    String prompt =
        index % BLANK_EVERY == BLANK_EVERY - 1 ? " " : "Question " + index + ": what is new today?";
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .POST(BodyPublishers.ofString(Json.object("prompt", prompt)))
            .build();
    var unused =
        http.sendAsync(request, BodyHandlers.ofString())
            .whenComplete(
                (response, failure) -> {
                  if (failure == null) {
                    byStatus.merge(response.statusCode(), 1, Integer::sum);
                  }
                  free.release();
                });
  }
}
