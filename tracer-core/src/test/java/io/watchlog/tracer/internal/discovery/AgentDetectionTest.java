package io.watchlog.tracer.internal.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class AgentDetectionTest {
  private static final long LONG_NS = TimeUnit.MINUTES.toNanos(1);

  private static URI answer(AgentDetection detection) {
    CompletableFuture<URI> answer = new CompletableFuture<>();
    detection.tell(answer::complete);
    return answer.join();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void inAClusterTheAgentIsTheClusters() {
    assertEquals(
        URI.create("http://watchlog-node-agent.monitoring.svc.cluster.local:3774/ai-tracer"),
        answer(new AgentDetection(() -> true, LONG_NS)));
  }

  @Test
  void elsewhereTheAgentIsOnThisMachine() {
    assertEquals(
        URI.create("http://127.0.0.1:3774/ai-tracer"),
        answer(new AgentDetection(() -> false, LONG_NS)));
  }

  @Test
  void aLookUpThatHangsHoldsNobodyAndTheAnswerIsThisMachine() throws InterruptedException {
    CountDownLatch hang = new CountDownLatch(1);
    AtomicReference<Thread> lookup = new AtomicReference<>();
    AgentDetection detection =
        new AgentDetection(
            () -> {
              lookup.set(Thread.currentThread());
              return await(hang);
            },
            TimeUnit.MILLISECONDS.toNanos(200));
    assertEquals(AgentDetection.ON_THIS_MACHINE, answer(detection));
    if (lookup.get() != null) {
      assertTrue(lookup.get().isDaemon());
    }
    hang.countDown();
    assertEquals(AgentDetection.ON_THIS_MACHINE, answer(detection), "the first answer stays");
  }

  @Test
  void aProbeThatFailsIsTheAnswerThisMachine() {
    AgentDetection failing =
        new AgentDetection(
            () -> {
              throw new SecurityException("no");
            },
            LONG_NS);
    assertEquals(AgentDetection.ON_THIS_MACHINE, answer(failing));
    AgentDetection dying =
        new AgentDetection(
            () -> {
              throw new StackOverflowError("planted");
            },
            LONG_NS);
    assertEquals(AgentDetection.ON_THIS_MACHINE, answer(dying));
  }

  @Test
  void theProbeIsAskedOnceAndWhoComesLaterIsToldAtOnce() {
    AtomicInteger asked = new AtomicInteger();
    AgentDetection detection = new AgentDetection(() -> asked.incrementAndGet() > 0, LONG_NS);
    URI first = answer(detection);
    AtomicReference<Thread> told = new AtomicReference<>();
    detection.tell(
        url -> {
          assertSame(first, url);
          told.set(Thread.currentThread());
        });
    assertSame(Thread.currentThread(), told.get());
    assertEquals(1, asked.get());
  }

  @Test
  void whoAsksFirstIsToldOnAnotherThreadAndDoesNotWait() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    AgentDetection detection = new AgentDetection(() -> await(go), LONG_NS);
    CompletableFuture<Thread> one = new CompletableFuture<>();
    CompletableFuture<Thread> two = new CompletableFuture<>();
    detection.tell(url -> one.complete(Thread.currentThread()));
    detection.tell(url -> two.complete(Thread.currentThread()));
    go.countDown();
    for (Thread told : new Thread[] {one.join(), two.join()}) {
      assertNotSame(Thread.currentThread(), told);
      assertTrue(told.isDaemon());
      told.join();
    }
  }

  @Test
  void aConsumerThatThrowsDoesNotKeepOthersFromTheirAnswer() {
    CountDownLatch go = new CountDownLatch(1);
    AgentDetection detection = new AgentDetection(() -> await(go), LONG_NS);
    CompletableFuture<Throwable> handedOn = new CompletableFuture<>();
    detection.tell(
        url -> {
          Thread.currentThread().setUncaughtExceptionHandler((t, e) -> handedOn.complete(e));
          throw new IllegalStateException("mine");
        });
    CompletableFuture<URI> other = new CompletableFuture<>();
    detection.tell(other::complete);
    go.countDown();
    assertEquals(AgentDetection.IN_CLUSTER, other.join());
    assertEquals("mine", handedOn.join().getMessage());
    assertThrows(
        IllegalStateException.class,
        () ->
            detection.tell(
                url -> {
                  throw new IllegalStateException("mine");
                }));
  }

  @Test
  void aHandlerThatThrowsTooDoesNotKeepOthersFromTheirAnswer() {
    CountDownLatch go = new CountDownLatch(1);
    AgentDetection detection = new AgentDetection(() -> await(go), LONG_NS);
    detection.tell(
        url -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler(
                  (t, e) -> {
                    throw new IllegalStateException("the handler's");
                  });
          throw new IllegalStateException("mine");
        });
    CompletableFuture<URI> other = new CompletableFuture<>();
    detection.tell(other::complete);
    go.countDown();
    assertEquals(AgentDetection.IN_CLUSTER, other.join());
  }

  @Test
  void aNameThatIsKnownWhileTheSecondLookUpHangsIsNoCluster(@TempDir Path empty) {
    CountDownLatch hang = new CountDownLatch(1);
    KubernetesProbe probe =
        new KubernetesProbe(
            empty.resolve("token"),
            empty.resolve("cgroup"),
            name -> name.equals(KubernetesProbe.CLUSTER_NAME) || await(hang));
    AgentDetection detection =
        new AgentDetection(probe::inKubernetes, TimeUnit.MILLISECONDS.toNanos(200));
    assertEquals(AgentDetection.ON_THIS_MACHINE, answer(detection));
    hang.countDown();
  }

  @Test
  void theDetectionOfTheProcessAnswers() {
    CompletableFuture<URI> answer = new CompletableFuture<>();
    AgentDetection.detect(answer::complete);
    assertEquals("/ai-tracer", answer.join().getPath());
  }
}
