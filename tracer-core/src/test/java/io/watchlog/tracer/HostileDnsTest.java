package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchlog.tracer.internal.discovery.KubernetesProbe;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ChildJvm;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.NameServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Name services that hang or lie, asked by the JDK and the C library as they are; each in a process
 * with a network of its own, which checks itself.
 *
 * <p>A query without an answer hangs for two and a half minutes, which is longer than such a
 * process may live: whatever waited for one would fail its test.
 */
final class HostileDnsTest {
  private static final List<String> NAMESPACE = List.of("unshare", "-rmn");
  private static final String AGENT = "agent.test";
  private static final String CLUSTER = "kubernetes.default.svc.cluster.local";
  private static final String SEARCHED = "corp.test";
  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path files;

  private void runBehindDns(Class<?> main) throws Exception {
    String resolver =
        "nameserver 127.0.0.1\nsearch " + SEARCHED + "\noptions timeout:30 attempts:5\n";
    List<String> preparation =
        List.of(
            "{ ip link set lo up || ifconfig lo up; }",
            replace("/etc/resolv.conf", resolver),
            replace("/etc/nsswitch.conf", "hosts: files dns\n"),
            // Where the tests themselves run in a cluster.
            replace("/proc/1/cgroup", ""),
            "{ [ ! -d /var/run/secrets ] || mount -t tmpfs tmpfs /var/run/secrets; }",
            "unset WATCHLOG_AGENT_URL");
    String all = String.join(" && ", preparation);
    String probe = String.join(" ", NAMESPACE) + " sh -c \"$1\"";
    int status = new ProcessBuilder("sh", "-c", probe, "sh", all).start().waitFor();
    assumeTrue(status == 0, "no user may have a network and a name service of one's own here");
    Path queue = Files.createDirectory(files.resolve("queue"));
    assertEquals(0, ChildJvm.runBehind(NAMESPACE, all, main, queue.toString()));
  }

  private String replace(String file, String content) throws Exception {
    Path other = Files.writeString(files.resolve(Path.of(file).getFileName()), content);
    return "mount --bind '" + other + "' " + file;
  }

  @Test
  void F59_whereDnsHangsAtTheStartSpansAreKeptEvictedExpiredAndDeliveredLater() throws Exception {
    runBehindDns(HangsAtStart.class);
  }

  @Test
  void F59_whereDnsHangsAtAReconnectSpansAreKeptAndEvictedAndDeliveredLater() throws Exception {
    runBehindDns(HangsAtReconnect.class);
  }

  @Test
  void F59_whereDnsHangsTheAgentIsSoughtOnThisMachine() throws Exception {
    runBehindDns(HangsAtDetection.class);
  }

  @Test
  void onlyANameServiceThatKnowsTheClusterAndNotEveryNameIsAClusters() throws Exception {
    runBehindDns(KnowsNames.class);
  }

  private static NameServer nameServer(Predicate<String> knows) throws Exception {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    return new NameServer(knows);
  }

  private static TracerBuilder builder(String queue) {
    return WatchlogTracer.builder("dns")
        .queueDirectory(queue)
        .maxQueueSize(1_000)
        .connectTimeout(SHORT)
        .autoFlushInterval(SHORT)
        .shutdownHook(false);
  }

  private static TracerBuilder builder(String queue, FakeAgent agent) {
    return builder(queue).agentUrl("http://" + AGENT + ":" + agent.port());
  }

  private static void endSpans(WatchlogTracer tracer, int count) {
    for (int i = 0; i < count; i++) {
      tracer.startSpan("s").end();
    }
  }

  private static TracerStats await(WatchlogTracer tracer, Predicate<TracerStats> condition) {
    Await.until(() -> "it is so: " + tracer.stats(), () -> condition.test(assertBalanced(tracer)));
    return assertBalanced(tracer);
  }

  static final class HangsAtStart {
    private HangsAtStart() {}

    public static void main(String[] args) throws Exception {
      try (NameServer dns = nameServer(AGENT::equals);
          FakeAgent agent = new FakeAgent().countOnly()) {
        dns.fallSilent();
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        WatchlogTracer tracer = builder(args[0], agent).clock(now::get).build();
        endSpans(tracer, 3_000);
        Await.until("a query waits", () -> dns.unanswered() > 0);
        TracerStats stats = await(tracer, s -> s.evicted() == 2_000 && s.failedPosts() >= 2);
        assertEquals(1_000, stats.pending());

        now.set(now.get().plus(Duration.ofDays(2)));
        await(tracer, s -> s.expired() == 1_000);
        endSpans(tracer, 500);
        assertEquals(500, assertBalanced(tracer).pending());
        assertEquals(0, agent.connections());

        dns.speak();
        assertEquals(500, assertSettled(tracer).delivered());
        assertEquals(500, agent.takenCount());
        tracer.close();
        assertEquals(List.of(), QueueFiles.left(Path.of(args[0])));
      }
    }
  }

  static final class HangsAtReconnect {
    private HangsAtReconnect() {}

    public static void main(String[] args) throws Exception {
      try (NameServer dns = nameServer(AGENT::equals);
          FakeAgent agent = new FakeAgent().countOnly()) {
        WatchlogTracer tracer = builder(args[0], agent).build();
        endSpans(tracer, 100);
        assertDelivered(100, tracer);

        loseConnections(dns, agent);
        endSpans(tracer, 3_000);
        Await.until("a query waits", () -> dns.unanswered() > 0);
        TracerStats stats = await(tracer, s -> s.evicted() == 2_000 && s.failedPosts() >= 2);
        assertEquals(1_000, stats.pending());
        dns.speak();
        assertEquals(1_100, assertSettled(tracer).delivered());

        loseConnections(dns, agent);
        endSpans(tracer, 100);
        Await.until("a query waits", () -> dns.unanswered() > 0);
        tracer.close();
        assertEquals(100, assertBalanced(tracer).pending());

        WatchlogTracer next = builder(args[0], agent).build();
        await(next, s -> s.adopted() == 100);
        dns.speak();
        assertDelivered(100, next);
        assertEquals(1_200, agent.takenCount());
        next.close();
        assertEquals(List.of(), QueueFiles.left(Path.of(args[0])));
      }
    }

    private static void loseConnections(NameServer dns, FakeAgent agent) {
      dns.fallSilent();
      agent.stop();
      agent.start();
    }
  }

  static final class HangsAtDetection {
    private HangsAtDetection() {}

    public static void main(String[] args) throws Exception {
      try (NameServer dns = nameServer(name -> true)) {
        dns.fallSilent();
        WatchlogTracer tracer = builder(args[0]).build();
        tracer.startSpan("s").end();
        Await.until("a query waits", () -> dns.unanswered() > 0);
        assertEquals(CLUSTER, dns.asked().get(0));
        Await.until("the agent's place is known", () -> tracer.agentUrl().isPresent());
        URI here = URI.create("http://127.0.0.1:3774/ai-tracer");
        assertEquals(here, tracer.agentUrl().orElseThrow());
        assertEquals(1, assertBalanced(tracer).pending());
        tracer.close();
      }
    }
  }

  static final class KnowsNames {
    private KnowsNames() {}

    public static void main(String[] args) throws Exception {
      assertTrue(isCluster(CLUSTER::equals));
      assertFalse(isCluster(name -> false));
      assertFalse(isCluster(name -> true));
      Predicate<String> searched = name -> name.endsWith("." + SEARCHED);
      assertFalse(isCluster(searched));
      assertTrue(isCluster(searched.or(CLUSTER::equals)));
    }

    private static boolean isCluster(Predicate<String> knows) throws Exception {
      try (NameServer dns = nameServer(knows)) {
        boolean found = new KubernetesProbe().inKubernetes();
        assertEquals(CLUSTER, dns.asked().get(0));
        return found;
      }
    }
  }
}
