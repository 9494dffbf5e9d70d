package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.log.StalledAppend;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.LogLines;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the log while a tracer runs, as its user sees it. */
final class LogFaultsTest extends WithAgent {
  @TempDir Path elsewhere;

  private static void endSpans(WatchlogTracer tracer, int count) {
    for (int i = 0; i < count; i++) {
      tracer.startSpan("s").input("x".repeat(200)).end();
    }
  }

  @Test
  void F36_aDirectoryThatIsDeletedAtRunTimeIsMadeAnewAndNothingIsLost() throws IOException {
    agent.stop();
    try (LogLines lines = new LogLines("gone")) {
      WatchlogTracer tracer = start(builder("gone").durability(Durability.HOST));
      endSpans(tracer, 100);
      Await.until("they are on disk", () -> QueueFiles.segmentBytes(root) > 0);
      Path first = QueueFiles.logs(root).get(0);
      deleteTheQueue();
      Await.until("there is another", () -> QueueFiles.segmentBytes(root) > 0);
      endSpans(tracer, 100);
      assertEquals(1, tracer.stats().diskFailures());
      assertEquals(1, QueueFiles.logs(root).size());
      assertFalse(QueueFiles.logs(root).contains(first));
      assertFalse(tracer.stats().inMemory());
      assertEquals(1, lines.warnings("kept in memory").size());
      agent.start();
      TracerStats stats = assertDelivered(200, tracer);
      assertEquals(1, stats.diskFailures());
      tracer.close();
      assertEquals(List.of(), QueueFiles.left(root));
    }
  }

  @Test
  void F36_closeTriesToDeliverWhatNoOtherProcessWouldFind() throws Exception {
    agent.stop();
    WatchlogTracer tracer = start();
    endSpans(tracer, 100);
    Await.until("they were read from the disk", () -> tracer.stats().posts() > 0);
    deleteTheQueue();
    Await.until("it is noticed", () -> tracer.stats().diskFailures() == 1);
    Thread closing = new Thread(() -> tracer.close(LONG));
    closing.start();
    // It goes on beyond the one try that it makes where everything is on disk.
    long before = tracer.stats().failedPosts();
    Await.until("it tries again", () -> tracer.stats().failedPosts() > before + 2);
    agent.start();
    closing.join();
    assertDelivered(100, tracer);
  }

  /** At once, whatever the tracer makes in it meanwhile. */
  private void deleteTheQueue() throws IOException {
    Path application = QueueFiles.logs(root).get(0).getParent();
    delete(Files.move(application, elsewhere.resolve("deleted")).toFile());
  }

  private static void delete(File file) {
    File[] files = file.listFiles();
    for (File each : files == null ? new File[0] : files) {
      delete(each);
    }
    assertTrue(file.delete(), file::toString);
  }

  @Test
  void F37_aDirectoryThatBecomesPossibleIsUsedAndWhatIsInItAdopted() throws IOException {
    // What a dead tracer left, behind a file where the directory should be.
    agent.stop();
    WatchlogTracer dead = start();
    endSpans(dead, 10);
    dead.close(Duration.ZERO);
    Path mount = elsewhere.resolve("mount");
    Files.createFile(mount);
    try (LogLines lines = new LogLines("myapp")) {
      WatchlogTracer tracer = start(builder().queueDirectory(mount));
      agent.start();
      endSpans(tracer, 10);
      assertDelivered(10, tracer);
      assertTrue(tracer.stats().inMemory());
      Files.delete(mount);
      Files.move(
          root.resolve(QueueFiles.logs(root).get(0).getParent()),
          Files.createDirectory(mount)
              .resolve(QueueFiles.logs(root).get(0).getParent().getFileName()));
      Await.until(
          "it is on disk",
          () -> {
            endSpans(tracer, 1);
            return !tracer.stats().inMemory();
          });
      assertEquals(1, tracer.stats().diskFailures());
      assertEquals(1, lines.warnings("in memory").size());
      endSpans(tracer, 10);
      TracerStats stats = assertSettled(tracer);
      assertEquals(stats.ended() + stats.adopted(), stats.delivered());
    }
  }

  @Test
  void F41_aSpanExpiresWhenItsTimeIsOverAndNotBefore() {
    Instant start = Instant.parse("2026-11-22T15:00:00Z");
    AtomicReference<Instant> now = new AtomicReference<>(start);
    AtomicInteger reads = new AtomicInteger();
    agent.stop();
    WatchlogTracer tracer =
        start(
            builder()
                .queueItemTtl(Duration.ofMinutes(10))
                .clock(
                    () -> {
                      reads.incrementAndGet();
                      return now.get();
                    }));
    endSpans(tracer, 10);
    Await.until("they are on disk", () -> QueueFiles.segmentBytes(root) > 0);
    setClock(now, reads, start.plus(Duration.ofMinutes(9).plusSeconds(50)));
    endSpans(tracer, 5);
    setClock(now, reads, start.plus(Duration.ofMinutes(9).plusSeconds(55)));
    assertEquals(0, assertBalanced(tracer).expired());
    setClock(now, reads, start.plus(Duration.ofMinutes(11)));
    Await.until("the first ten expire", () -> tracer.stats().expired() == 10);
    agent.start();
    TracerStats stats = assertSettled(tracer);
    assertEquals(10, stats.expired());
    assertEquals(5, stats.delivered());
  }

  /** Returns when the tracer has read the new time. */
  private static void setClock(AtomicReference<Instant> now, AtomicInteger reads, Instant time) {
    now.set(time);
    int before = reads.get();
    Await.until("the clock is read", () -> reads.get() >= before + 2);
  }

  @Test
  void F44_anAppendThatStallsHoldsUpNoCaller() {
    try (StalledAppend stalled = StalledAppend.next()) {
      WatchlogTracer tracer = start();
      tracer.startSpan("first").end();
      stalled.awaitStall();
      // Every end returns while the journal stands still: nobody lets it go before.
      endSpans(tracer, 5_000);
      assertEquals(5_001, assertBalanced(tracer).ended());
      assertEquals(0, tracer.stats().droppedRingFull());
      stalled.letGo();
      assertDelivered(5_001, tracer);
    }
  }
}
