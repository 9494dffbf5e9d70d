package io.watchlog.tracer.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load against a server that answers when it is told to. */
@Timeout(60)
class LoadClientTest {
  private final CountDownLatch answer = new CountDownLatch(1);
  private final HttpServer server = serverThatWaits();
  private final LoadClient client =
      new LoadClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));

  private HttpServer serverThatWaits() {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      made.setExecutor(Executors.newCachedThreadPool());
      made.createContext(
          "/",
          exchange -> {
            try {
              answer.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      made.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    answer.countDown();
    server.stop(0);
  }

  @Test
  void everyRequestIsSentWhereThereIsTime() throws InterruptedException {
    answer.countDown();
    LoadClient.Outcome outcome = client.run(50, 4, Duration.ofMinutes(1));
    assertEquals(Map.of(204, 50), outcome.byStatus());
    assertEquals(0, outcome.unanswered() + outcome.unsent());
  }

  @Test
  void whatWasSentIsWaitedForWhenTheTimeIsOver() throws InterruptedException {
    Executor later = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);
    later.execute(answer::countDown);
    LoadClient.Outcome outcome = client.run(50, 4, Duration.ofMillis(100));
    assertEquals(50, outcome.byStatus().getOrDefault(204, 0) + outcome.unsent());
    assertEquals(0, outcome.unanswered());
  }
}
