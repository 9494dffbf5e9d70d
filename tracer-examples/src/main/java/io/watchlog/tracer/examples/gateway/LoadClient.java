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

/** Sends a bounded load: so many requests, so many of them at a time, for so long at most. */
final class LoadClient {
  /** Every so many requests one has no prompt. */
  private static final int BLANK_EVERY = 20;

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
   * @param unanswered how many requests got none
   * @param took how long it was
   */
  record Outcome(Map<Integer, Integer> byStatus, int unanswered, Duration took) {}

  Outcome run(int requests, int concurrency, Duration limit) throws InterruptedException {
    long startNs = System.nanoTime();
    Semaphore free = new Semaphore(concurrency);
    for (int i = 0; i < requests && acquire(free, 1, startNs, limit); i++) {
      send(i, free);
    }
    acquire(free, concurrency, startNs, limit); // all have been answered then
    int answered = byStatus.values().stream().mapToInt(Integer::intValue).sum();
    return new Outcome(
        new TreeMap<>(byStatus),
        requests - answered,
        Duration.ofNanos(System.nanoTime() - startNs));
  }

  private static boolean acquire(Semaphore free, int permits, long startNs, Duration limit)
      throws InterruptedException {
    long leftNs = limit.toNanos() - (System.nanoTime() - startNs);
    return free.tryAcquire(permits, leftNs, TimeUnit.NANOSECONDS);
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
