package io.watchlog.tracer.internal.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.RingBuffer;
import io.watchlog.tracer.internal.encode.EncoderSettings;
import io.watchlog.tracer.internal.encode.SpanEncoder;
import io.watchlog.tracer.internal.log.LogWriter;
import io.watchlog.tracer.internal.log.SpanLog;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import io.watchlog.tracer.internal.ring.IdleWait;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanIds;
import io.watchlog.tracer.testkit.Await;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A journal between a real ring and a log in memory. */
final class JournalTest {
  private final SpanRing ring = new SpanRing(64, new IdleWait(1_000_000, 20_000_000));
  private final Counters counters = new Counters();
  private final ThrottledLog lines = new ThrottledLog("journal-test");
  private final AtomicReference<Runnable> onTick = new AtomicReference<>(() -> {});
  private final AtomicReference<Runnable> onNoRoom = new AtomicReference<>(() -> {});
  private SpanLog log;
  private Journal journal;
  private Thread thread;

  private void start(long maxQueueSize) {
    SpanLog.Settings settings = new SpanLog.Settings(maxQueueSize, 1 << 20, false);
    log = new SpanLog(null, settings, counters, lines);
    EncoderSettings encoding =
        new EncoderSettings(
            "app", 256, true, 1, List.of(), null, LogWriter.HEADROOM, log.maxRecordLength());
    journal =
        new Journal(
            ring,
            new SpanEncoder(encoding, new SpanIds(), new SpanIds(), counters),
            log.writer(),
            counters,
            lines,
            () -> {},
            () -> onNoRoom.get().run(),
            () -> onTick.get().run());
    thread = new Thread(journal, "journal-test");
    thread.start();
  }

  @AfterEach
  void stopInTimeWithABalancedLedger() throws InterruptedException {
    ring.close();
    journal.stop(System.nanoTime());
    thread.join(TimeUnit.SECONDS.toMillis(30));
    assertTrue(!thread.isAlive());
    log.close();
    Map<Counter, Long> seen = journal.ledger().snapshot();
    long settled =
        seen.get(Counter.APPENDED)
            + seen.get(Counter.ENCODE_FAILED)
            + seen.get(Counter.DROPPED_CLOSED)
            + seen.get(Counter.DROPPED_FAILED);
    assertEquals(seen.get(Counter.CONSUMED), settled);
    assertEquals(ring.claimed(), seen.get(Counter.CONSUMED));
  }

  private static SpanFields span() {
    SpanFields span = new SpanFields();
    span.name = "s";
    span.spanNumber = 1;
    span.traceNumber = 1;
    return span;
  }

  private void publish(SpanFields span) {
    assertTrue(ring.tryPublish(span, SpanFields.INPUT, null));
  }

  private long counted(Counter counter) {
    return journal.ledger().snapshot().get(counter);
  }

  private void awaitCount(Counter counter, long count) {
    Await.until(() -> counter + ": " + counted(counter), () -> counted(counter) == count);
  }

  @Test
  void spansAreAppendedInTheirOrderAndThePositionFollows() {
    start(1_000);
    for (int i = 0; i < 20; i++) {
      publish(span());
    }
    awaitCount(Counter.APPENDED, 20);
    Await.until("the position follows", () -> journal.position() == 20);
    assertTrue(journal.appendedBytes() > 20 * 200);
    assertEquals(20, log.writer().appended());
  }

  @Test
  void F4_aSpanThatCannotBeEncodedIsCountedAndTheNextOneGoesThrough() {
    start(1_000);
    for (int i = 0; i < 30; i++) {
      SpanFields span = span();
      span.name = i % 3 == 0 ? null : "s"; // no span starts without a name: encoding it fails
      publish(span);
    }
    awaitCount(Counter.CONSUMED, 30);
    assertEquals(10, counted(Counter.ENCODE_FAILED));
    assertEquals(20, counted(Counter.APPENDED));
    assertEquals(SpanRing.State.OPEN, ring.state());
  }

  @Test
  void aTaskThatThrowsIsCountedAndTheJournalGoesOn() {
    onTick.set(
        () -> {
          throw new IllegalStateException("tick");
        });
    start(1_000);
    Await.until("it was counted", () -> counters.get(Counter.INTERNAL_ERRORS) > 1);
    publish(span());
    awaitCount(Counter.APPENDED, 1);
  }

  @Test
  void anInternalErrorOfATaskIsSurvived() {
    onTick.set(
        () -> {
          throw new InternalError("a fault of a mapping, delivered late");
        });
    start(1_000);
    Await.until("it was counted", () -> counters.get(Counter.INTERNAL_ERRORS) > 1);
    publish(span());
    awaitCount(Counter.APPENDED, 1);
  }

  @Test
  void F5_anErrorOutsideASpanMarksTheRingFailedAndWhatItHeldIsCounted() {
    CountDownLatch full = new CountDownLatch(1);
    onTick.set(
        () -> {
          while (full.getCount() > 0) {
            Thread.onSpinWait();
          }
          throw new UnknownError("simulated");
        });
    start(1_000);
    Await.until("the ring is full", () -> !ring.tryPublish(span(), SpanFields.INPUT, null));
    full.countDown();
    Await.until("it has failed", () -> ring.state() == SpanRing.State.FAILED);
    Await.until("all is accounted for", () -> counted(Counter.CONSUMED) == ring.claimed());
    assertTrue(counted(Counter.DROPPED_FAILED) >= 64);
  }

  @Test
  void F6_theJournalRestsWhileAProducerIsStuckBetweenClaimAndPublish() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    onTick.set(ticks::incrementAndGet);
    start(1_000);
    RingBuffer<?> slots = slots();
    long claimed = slots.tryNext(); // and here its producer is descheduled
    publish(span());
    awaitTicks(ticks, 5);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpuNs = threads.getThreadCpuTime(thread.getId());
    long startNs = System.nanoTime();
    awaitTicks(ticks, 10);
    cpuNs = threads.getThreadCpuTime(thread.getId()) - cpuNs;
    long elapsedNs = System.nanoTime() - startNs;
    assertTrue(cpuNs < elapsedNs / 10, cpuNs + " ns of CPU in " + elapsedNs);
    assertEquals(0, counted(Counter.CONSUMED));
    slots.publish(claimed);
    awaitCount(Counter.CONSUMED, 2);
    assertEquals(1, counted(Counter.APPENDED), "the one behind it");
    assertEquals(1, counted(Counter.ENCODE_FAILED), "nothing was copied into the slot");
  }

  private static void awaitTicks(AtomicInteger ticks, int more) {
    int enough = ticks.get() + more;
    Await.until("the journal ticks", () -> ticks.get() >= enough);
  }

  /** What the ring is made of: no method of the ring's own leaves a slot claimed. */
  private RingBuffer<?> slots() throws IllegalAccessException {
    for (Field field : SpanRing.class.getDeclaredFields()) {
      if (field.getType() == RingBuffer.class) {
        field.setAccessible(true);
        return (RingBuffer<?>) field.get(ring);
      }
    }
    throw new AssertionError("the ring has no ring buffer");
  }

  @Test
  void withoutRoomTheJournalWaitsAndSaysSoUntilItIsStopped() {
    CountDownLatch asked = new CountDownLatch(1);
    onNoRoom.set(asked::countDown);
    start(5);
    for (int i = 0; i < 10; i++) {
      publish(span());
    }
    awaitCount(Counter.APPENDED, 5);
    Await.until("it asked for room", () -> asked.getCount() == 0);
    ring.close();
    journal.stop(System.nanoTime());
    awaitCount(Counter.CONSUMED, 10);
    assertEquals(5, counted(Counter.DROPPED_CLOSED));
  }
}
