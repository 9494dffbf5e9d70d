package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ChildJvm;
import io.watchlog.tracer.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CloseTest extends WithAgent {
  /** More than any close may take whose timeout is a second. */
  private static final long LONGEST_CLOSE_NS = Duration.ofSeconds(8).toNanos();

  @Test
  void closeDeliversWhatHadEndedAndLeavesNoFile() {
    WatchlogTracer tracer = start(builder().autoFlushInterval(Duration.ofHours(1)));
    for (int i = 0; i < 1_000; i++) {
      tracer.startSpan("s").end();
    }
    Span open = tracer.startSpan("open");
    tracer.close(LONG);
    assertEquals(1_000, agent.takenCount());
    assertDelivered(1_000, tracer);
    assertEquals(List.of(), QueueFiles.logs(root));
    assertEquals(List.of(), QueueFiles.endingIn(root, ".wlog"));
    open.end();
    tracer.startSpan("late").end();
    assertEquals(2, assertSettled(tracer).droppedClosed());
    FlushResult after = tracer.flush(LONG);
    assertEquals(0, after.delivered());
    assertTrue(tracer.send().complete());
    assertTrue(tracer.flushQueue().join().complete());
  }

  @ParameterizedTest
  @EnumSource(OverflowPolicy.class)
  void F8_closeAgainstEightBusyProducersAccountsForEveryEnd(OverflowPolicy policy)
      throws InterruptedException {
    agent.countOnly();
    WatchlogTracer tracer =
        start(builder().ringSize(1_024).maxQueueSize(20_000).overflowPolicy(policy));
    AtomicLong ended = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> producers = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Thread producer =
          new Thread(
              () -> {
                long mine = 0;
                while (!done.get()) {
                  tracer.startSpan("s").model("m").end();
                  mine++;
                }
                ended.addAndGet(mine);
              });
      producer.start();
      producers.add(producer);
    }
    Await.until("they are at it", () -> tracer.stats().delivered() > 2_000);
    tracer.close(LONG);
    Await.until("ends after the close", () -> tracer.stats().droppedClosed() > 100);
    done.set(true);
    for (Thread producer : producers) {
      producer.join();
    }
    TracerStats stats = assertBalanced(tracer);
    assertEquals(ended.get(), stats.ended());
    assertEquals(stats.delivered(), agent.takenCount());
    assertEquals(0, agent.duplicates());
    assertEquals(0, stats.pending());
  }

  @Test
  void F56_withoutAnAgentCloseReturnsInTimeAndTheNextTracerDelivers() {
    agent.stop();
    WatchlogTracer first = start();
    for (int i = 0; i < 500; i++) {
      first.startSpan("s").end();
    }
    long beginNs = System.nanoTime();
    first.close(Duration.ofSeconds(1));
    assertTrue(System.nanoTime() - beginNs < LONGEST_CLOSE_NS);
    assertEquals(500, assertBalanced(first).pending());
    FlushResult after = first.flush(LONG);
    assertEquals(500, after.pending());
    assertInstanceOf(IllegalStateException.class, after.error());
    agent.start();
    WatchlogTracer next = start();
    Await.until("all are delivered", () -> next.stats().delivered() == 500);
    assertEquals(500, assertSettled(next).adopted());
    assertEquals(500, agent.takenIds().size());
    next.close(LONG);
    assertEquals(List.of(), QueueFiles.logs(root));
  }

  @Test
  void F56_closeDoesNotWaitForAnAgentThatNeverAnswers() {
    agent.otherwise(request -> Reply.hang());
    WatchlogTracer tracer = start(builder().requestTimeout(Duration.ofMinutes(1)));
    tracer.startSpan("s").end();
    Await.until("it is in flight", () -> agent.requestCount() == 1);
    long beginNs = System.nanoTime();
    tracer.close(Duration.ofMillis(300));
    assertTrue(System.nanoTime() - beginNs < LONGEST_CLOSE_NS);
    assertEquals(1, assertBalanced(tracer).pending());
  }

  @Test
  void closeTwiceAndFromManyThreadsIsOneClose() throws InterruptedException {
    WatchlogTracer tracer = start();
    tracer.startSpan("s").end();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> closers = new ArrayList<>();
    AtomicLong settled = new AtomicLong();
    for (int t = 0; t < 6; t++) {
      Thread closer =
          new Thread(
              () -> {
                Holding.await(go);
                tracer.close(LONG);
                // Each returns when it is done, not only the first.
                settled.addAndGet(tracer.stats().delivered());
              });
      closer.start();
      closers.add(closer);
    }
    go.countDown();
    for (Thread closer : closers) {
      closer.join();
    }
    tracer.close();
    assertEquals(6, settled.get());
    assertDelivered(1, tracer);
  }

  @Test
  void closeWithATimeoutOfZeroLeavesAllOnDisk() {
    agent.stop();
    WatchlogTracer tracer = start();
    for (int i = 0; i < 10; i++) {
      tracer.startSpan("s").end();
    }
    Await.until("it was tried", () -> tracer.stats().failedPosts() > 0);
    tracer.close(Duration.ZERO);
    assertEquals(10, assertBalanced(tracer).pending());
    agent.start();
    WatchlogTracer next = start();
    Await.until("all are delivered", () -> next.stats().delivered() == 10);
    assertSettled(next);
  }

  @Test
  void F11_anInterruptedCallerKeepsItsFlagAndNothingBreaks() {
    WatchlogTracer tracer = start(builder().autoFlushInterval(Duration.ofHours(1)));
    Thread.currentThread().interrupt();
    tracer.startSpan("a").input("x").end();
    assertTrue(tracer.flush(LONG).complete());
    assertTrue(Thread.currentThread().isInterrupted());
    tracer.startSpan("b").end();
    assertTrue(tracer.send().complete());
    assertTrue(Thread.currentThread().isInterrupted());
    tracer.startSpan("c").end();
    tracer.close(LONG);
    assertTrue(Thread.interrupted(), "the flag is the caller's");
    assertDelivered(3, tracer);
    assertFalse(tracer.stats().inMemory());
    assertEquals(0, tracer.stats().diskFailures() + tracer.stats().internalErrors());
    assertEquals(List.of(), QueueFiles.logs(root), "no channel was closed by the interrupt");
  }

  @Test
  void theShutdownHookDeliversWhenTheProcessExits() throws Exception {
    Process child = ChildJvm.start(Exiting.class, agent.uri().toString(), root.toString());
    try (var in = child.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("recorded", in.readLine());
    }
    assertEquals(0, child.waitFor());
    assertEquals(100, agent.takenIds().size());
    assertEquals(List.of(), QueueFiles.logs(root));
  }

  @Test
  void theTracersThreadsDoNotKeepAProcessAlive() throws Exception {
    Process child = ChildJvm.start(Returning.class, agent.uri().toString(), root.toString());
    assertEquals(0, child.waitFor());
    assertEquals(1, agent.takenCount());
  }

  static final class Exiting {
    private Exiting() {}

    public static void main(String[] args) {
      WatchlogTracer tracer = Returning.tracer(args);
      for (int i = 0; i < 100; i++) {
        tracer.startSpan("s").end();
      }
      System.out.append("recorded\n").flush();
      System.exit(0);
    }
  }

  static final class Returning {
    private Returning() {}

    public static void main(String[] args) {
      tracer(args).startSpan("s").end();
    }

    private static WatchlogTracer tracer(String[] args) {
      return WatchlogTracer.builder("myapp")
          .agentUrl(args[0])
          .queueDirectory(args[1])
          .closeTimeout(Duration.ofSeconds(30))
          .autoFlushInterval(Duration.ofHours(1))
          .build();
    }
  }
}
