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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What happens to the log while a tracer runs, as its user sees it. */
final class LogFaultsTest extends WithAgent {
  private static void endSpans(WatchlogTracer tracer, int count) {
    for (int i = 0; i < count; i++) {
      tracer.startSpan("s").input("x".repeat(200)).end();
    }
  }

  @Test
  void F36_aDirectoryThatIsDeletedAtRunTimeIsMadeAnewAndNothingIsLost() {
    agent.stop();
    try (LogLines lines = new LogLines("gone")) {
      WatchlogTracer tracer = start(builder("gone"));
      endSpans(tracer, 100);
      Await.until("they are on disk", () -> bytesOnDisk() > 0);
      Path first = QueueFiles.logs(root).get(0);
      delete(first.getParent().toFile());
      Await.until("it is noticed", () -> tracer.stats().diskFailures() == 1);
      endSpans(tracer, 100);
      Await.until("there is another", () -> QueueFiles.logs(root).size() == 1 && bytesOnDisk() > 0);
      assertFalse(QueueFiles.logs(root).contains(first));
      assertFalse(tracer.stats().inMemory());
      assertEquals(1, lines.warnings("kept in memory").size());
      agent.start();
      TracerStats stats = assertDelivered(200, tracer);
      assertEquals(1, stats.diskFailures());
      tracer.close();
      assertEquals(List.of(), QueueFiles.endingIn(root, ""));
    }
  }

  private long bytesOnDisk() {
    return QueueFiles.segmentBytes(root);
  }

  private static void delete(File file) {
    File[] files = file.listFiles();
    for (File each : files == null ? new File[0] : files) {
      delete(each);
    }
    assertTrue(file.delete(), file::toString);
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
    Await.until("they are on disk", () -> bytesOnDisk() > 0);
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
