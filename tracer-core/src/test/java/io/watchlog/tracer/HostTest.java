package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.spi.DropReason;
import io.watchlog.tracer.spi.TracerListener;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tracer as a guest: its threads, its files, and the code of its host that it calls. */
final class HostTest extends WithAgent {
  @Test
  void aDisabledTracerMakesNoThreadAndNoFileAndEveryCallIsANoOp() throws IOException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    WatchlogTracer tracer = start(builder("disabled").enabled(false).shutdownHook(true));
    Trace trace = tracer.startTrace();
    Span span = trace.startSpan("s", Metadata.of("k", "v")).model("m").tokens(-1).cost(Double.NaN);
    assertFalse(span.isRecording());
    assertTrue(span.id().startsWith("span-") && trace.id().startsWith("trace-"));
    assertEquals(span.id(), tracer.childSpan(span, null).parentId());
    tracer.childSpan("unknown", "s").error("e").end();
    tracer.endSpan("unknown");
    tracer.endSpan((Span) null);
    span.end(SpanData.builder().tokens(-1).build());
    assertTrue(tracer.send().complete());
    assertTrue(tracer.flush(LONG).complete());
    assertTrue(tracer.flushQueue().join().complete());
    assertEquals(0, tracer.stats().ended() + tracer.stats().invalidValues());
    assertTrue(tracer.agentUrl().isEmpty());
    Set<Thread> now = Thread.getAllStackTraces().keySet();
    assertEquals(
        List.of(),
        now.stream().filter(t -> !before.contains(t) && t.getName().contains("disabled")).toList());
    try (Stream<Path> files = Files.list(root)) {
      assertEquals(0, files.count());
    }
    assertEquals(0, agent.requestCount());
  }

  @Test
  void F37_whereNoDirectoryCanBeUsedItRunsInMemoryWithOneWarning() throws IOException {
    Path file = Files.createFile(root.resolve("a file"));
    try (LogLines lines = new LogLines("no-directory")) {
      WatchlogTracer tracer = start(builder("no-directory").queueDirectory(file.resolve("below")));
      assertTrue(tracer.stats().inMemory());
      for (int i = 0; i < 1_000; i++) {
        tracer.startSpan("s").end();
      }
      TracerStats stats = assertDelivered(1_000, tracer);
      assertTrue(stats.inMemory());
      assertEquals(1, stats.diskFailures());
      assertEquals(1, lines.warnings("").size(), () -> lines.warnings("").toString());
      assertEquals(1, lines.warnings("in memory").size());
    }
  }

  @Test
  void twoTracersOfOneAppHaveDirectoriesAndThreadsOfTheirOwn() {
    WatchlogTracer one = start(builder("twins"));
    WatchlogTracer two = start(builder("twins"));
    one.startSpan("one").end();
    two.startSpan("two").end();
    assertDelivered(1, one);
    assertDelivered(1, two);
    assertEquals(2, QueueFiles.logs(root).size());
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("watchlog-twins-"))
            .toList();
    assertEquals(
        List.of(
            "watchlog-twins-journal",
            "watchlog-twins-journal",
            "watchlog-twins-sender",
            "watchlog-twins-sender"),
        threads.stream().map(Thread::getName).sorted().toList());
    assertTrue(threads.stream().allMatch(Thread::isDaemon));
    one.close(LONG);
    two.close(LONG);
    Await.until("the threads end", () -> threads.stream().noneMatch(Thread::isAlive));
    assertEquals(List.of(), QueueFiles.logs(root));
  }

  @Test
  void aSpanMayHaveItsParentInAnotherTracer() {
    WatchlogTracer one = start(builder("one"));
    WatchlogTracer two = start(builder("two"));
    Span parent = one.startSpan("parent");
    Span child = two.childSpan(parent, "child");
    parent.end();
    child.end();
    assertEquals(parent.id(), span("child").text("parentId"));
    assertEquals(parent.traceId(), span("child").text("traceId"));
    assertEquals(parent.traceId(), child.traceId());
    assertDelivered(1, one);
    assertDelivered(1, two);
  }

  @Test
  void aListenerThatThrowsIsContainedAndCounted() {
    TracerListener listener =
        new TracerListener() {
          @Override
          public void onDeliveryFailure(String cause, int consecutiveFailures) {
            throw new IllegalStateException("from a listener");
          }

          @Override
          public void onDeliveryRecovered(long pending) {
            throw new AssertionError("from a listener");
          }

          @Override
          public void onDropped(DropReason reason, long count) {
            throw new AssertionError("from a listener");
          }
        };
    agent.stop();
    WatchlogTracer tracer = start(builder().ringSize(2).listener(listener));
    while (tracer.stats().droppedRingFull() == 0) {
      tracer.startSpan("s").end();
    }
    Await.until("drops and failures are told", () -> tracer.stats().listenerFailures() >= 2);
    agent.start();
    Await.until("the agent is there again", () -> tracer.stats().pending() == 0);
    Span after = tracer.startSpan("after");
    after.end();
    Await.until("it goes on", () -> agent.takenIds().contains(after.id()));
    TracerStats stats = assertSettled(tracer);
    assertTrue(stats.listenerFailures() >= 3, stats::toString);
    assertFalse(stats.failed());
  }

  @Test
  void F12_aFlushFromAListenerIsRefusedAndSaysSo() {
    AtomicReference<WatchlogTracer> own = new AtomicReference<>();
    AtomicReference<FlushResult> flushed = new AtomicReference<>();
    AtomicReference<FlushResult> queued = new AtomicReference<>();
    AtomicReference<FlushResult> sent = new AtomicReference<>();
    TracerListener listener =
        new TracerListener() {
          @Override
          public void onDeliveryFailure(String cause, int consecutiveFailures) {
            sent.set(own.get().send());
            queued.set(own.get().flushQueue().join());
            flushed.set(own.get().flush(LONG));
          }
        };
    agent.stop();
    WatchlogTracer tracer = start(builder().listener(listener).autoFlushInterval(LONG));
    own.set(tracer);
    tracer.startSpan("s").end();
    assertFalse(tracer.flush(Duration.ofMillis(50)).complete());
    Await.until("it was refused", () -> flushed.get() != null);
    for (FlushResult refused : List.of(flushed.get(), queued.get(), sent.get())) {
      assertInstanceOf(IllegalStateException.class, refused.error());
      assertEquals(1, refused.pending());
      assertEquals(0, refused.delivered());
    }
    agent.start();
    assertDelivered(1, tracer);
  }

  @Test
  void F12_aFlushFromTheJournalThreadIsRefusedTooAndTheSpanGoesOn() {
    AtomicReference<WatchlogTracer> own = new AtomicReference<>();
    AtomicReference<FlushResult> flushed = new AtomicReference<>();
    WatchlogTracer tracer =
        start(
            builder()
                .redactor(
                    (field, text) -> {
                      flushed.set(own.get().flush(LONG));
                      return text;
                    }));
    own.set(tracer);
    tracer.startSpan("s").input("in").end();
    assertDelivered(1, tracer);
    assertInstanceOf(IllegalStateException.class, flushed.get().error());
  }

  @Test
  void aRedactorThatInterruptsItsThreadHarmsNothing() {
    AtomicInteger interrupted = new AtomicInteger();
    WatchlogTracer tracer =
        start(
            builder()
                .redactor(
                    (field, text) -> {
                      interrupted.addAndGet(Thread.interrupted() ? 1 : 0);
                      Thread.currentThread().interrupt();
                      return text;
                    }));
    for (int i = 0; i < 100; i++) {
      tracer.startSpan("s").input("in").output("out").end();
    }
    TracerStats stats = assertDelivered(100, tracer);
    assertEquals(0, interrupted.get());
    assertEquals(0, stats.internalErrors());
  }

  @Test
  void closeFromAListenerClosesWithoutADeadlock() {
    AtomicReference<WatchlogTracer> own = new AtomicReference<>();
    TracerListener listener =
        new TracerListener() {
          @Override
          public void onDeliveryFailure(String cause, int consecutiveFailures) {
            own.get().close();
          }
        };
    agent.stop();
    WatchlogTracer tracer = start(builder("closes-itself").listener(listener));
    own.set(tracer);
    tracer.startSpan("s").end();
    Await.until(
        "its threads end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("watchlog-closes-itself-")));
    assertEquals(1, assertBalanced(tracer).pending());
  }

  @Test
  void aRedactorRunsBehindTheBuiltInOneAndOneThatFailsHidesTheField() {
    WatchlogTracer tracer =
        start(
            builder()
                .redactor(
                    (field, text) -> {
                      if (text.contains("boom")) {
                        throw new IllegalStateException("from a redactor");
                      }
                      return text.contains("null") ? null : text.replace("Ann", "***");
                    }));
    tracer.startSpan("a").input("Ann token=t0ps3cret").output("boom").end();
    tracer.startSpan("b", Metadata.of("who", "Ann")).attribute("x", "boom").output("null").end();
    assertEquals("\"*** token=[REDACTED]\"", span("a").text("input"));
    assertEquals("***", span("b").metadata().get("who"));
    assertEquals("[REDACTED]", span("b").metadata().get("x"));
    Set<String> hidden =
        Stream.of(span("a").text("output"), span("b").text("output")).collect(Collectors.toSet());
    assertEquals(Set.of("\"[REDACTED]\""), hidden);
    assertEquals(3, assertDelivered(2, tracer).redactorFailures());
  }

  @Test
  void aThreadFactoryOfTheUsersMakesTheThreads() {
    List<Thread> made = new java.util.concurrent.CopyOnWriteArrayList<>();
    WatchlogTracer tracer =
        start(
            builder("made")
                .threadFactory(
                    task -> {
                      Thread thread = new Thread(task, "unnamed");
                      made.add(thread);
                      return thread;
                    }));
    tracer.startSpan("s").end();
    assertDelivered(1, tracer);
    assertEquals(
        Set.of("watchlog-made-journal", "watchlog-made-sender"),
        made.stream().map(Thread::getName).collect(Collectors.toSet()));
    assertTrue(made.stream().allMatch(Thread::isDaemon));
    assertNull(tracer.flush(LONG).error());
  }
}
