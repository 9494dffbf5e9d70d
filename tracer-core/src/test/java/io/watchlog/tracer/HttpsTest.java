package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ChildJvm;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.TestCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent behind {@code https}. */
final class HttpsTest extends WithAgent {
  @TempDir static Path directory;
  private static TestCertificate ofLocalhost;

  @BeforeAll
  static void makeCertificate() throws Exception {
    ofLocalhost = TestCertificate.of("dns:localhost", directory);
  }

  @Test
  void httpsNeedsNoCodeBeyondTheUrl() throws Exception {
    try (FakeAgent secure = new FakeAgent(ofLocalhost.context().getServerSocketFactory())) {
      Process child =
          ChildJvm.startWith(
              List.of(
                  "-Djavax.net.ssl.trustStore=" + ofLocalhost.store(),
                  "-Djavax.net.ssl.trustStorePassword=" + TestCertificate.PASSWORD,
                  "-Dwatchlog.agent.url=https://localhost:" + secure.port()),
              Plain.class,
              root.toString());
      assertTrue(child.waitFor(1, TimeUnit.MINUTES), "the application ends");
      assertEquals(0, child.exitValue());
      assertEquals(1, secure.takenCount());
    }
  }

  /** As the README has it. */
  static final class Plain {
    private Plain() {}

    public static void main(String[] args) {
      WatchlogTracer tracer =
          WatchlogTracer.builder("https").queueDirectory(Path.of(args[0])).build();
      tracer.startSpan("s").end();
      FlushResult result = tracer.flush(Duration.ofSeconds(30));
      if (!result.complete()) {
        throw new IllegalStateException(result.toString(), result.error());
      }
      tracer.close();
    }
  }

  @Test
  void theUsersSslContextIsUsedAgainAndAgainOnKeptConnections() throws Exception {
    try (FakeAgent secure = new FakeAgent(ofLocalhost.context().getServerSocketFactory())) {
      WatchlogTracer tracer =
          start(
              builder()
                  .agentUrl(URI.create("https://localhost:" + secure.port()))
                  .sslContext(ofLocalhost.context())
                  .maxConnections(1));
      for (int i = 1; i <= 10; i++) {
        tracer.startSpan("s").end();
        assertDelivered(i, tracer);
      }
      assertEquals(1, secure.connections());
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedAndTheSpansAreKept() throws Exception {
    try (FakeAgent secure = new FakeAgent(ofLocalhost.context().getServerSocketFactory())) {
      WatchlogTracer tracer =
          start(
              builder()
                  .agentUrl(URI.create("https://127.0.0.1:" + secure.port()))
                  .sslContext(ofLocalhost.context()));
      tracer.startSpan("s").end();
      Await.until("it was tried twice", () -> tracer.stats().failedPosts() >= 2);
      TracerStats stats = assertBalanced(tracer);
      assertEquals(1, stats.pending());
      assertEquals(0, stats.ambiguous());
      String failure = stats.delivery().lastFailure();
      assertTrue(failure.contains("127.0.0.1"), failure);
      assertEquals(0, secure.requestCount());
    }
  }

  @Test
  void F58_httpsToAPortThatSpeaksPlainHttpIsAFailureAndTheSpansAreKept() throws Exception {
    WatchlogTracer tracer =
        start(
            builder()
                .agentUrl(URI.create("https://127.0.0.1:" + agent.port()))
                .sslContext(ofLocalhost.context()));
    tracer.startSpan("s").end();
    Await.until("it was tried twice", () -> tracer.stats().failedPosts() >= 2);
    assertEquals(1, assertBalanced(tracer).pending());
    assertEquals(0, agent.takenCount());
  }
}
