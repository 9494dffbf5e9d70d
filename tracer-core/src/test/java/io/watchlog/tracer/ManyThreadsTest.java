package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.Heap;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Far more threads than cores, all with a span open at once, and as many again after them. */
final class ManyThreadsTest extends WithAgent {
  private static final int ROUNDS = 2;
  private static final long MORE_BYTES = 16 << 20;

  @Test
  void F10_twoThousandPlatformThreadsEndTheirSpansInABoundedHeap() {
    endSpans(2_000, Thread::new);
  }

  @Test
  void F10_virtualThreadsEndTheirSpansInABoundedHeapUnpinned() throws Exception {
    endSpansUnpinned(20_000);
  }

  @Test
  @Tag("soak")
  void F10_aHundredThousandVirtualThreadsEndTheirSpansInABoundedHeapUnpinned() throws Exception {
    endSpansUnpinned(100_000);
  }

  private void endSpansUnpinned(int threads) throws Exception {
    ThreadFactory virtual = virtualThreads();
    Thread control = virtual.newThread(ManyThreadsTest::parkPinned);
    List<RecordedEvent> pinned;
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
      recording.start();
      control.start();
      control.join();
      endSpans(threads, virtual);
      recording.stop();
      pinned = dumped(recording);
    }
    assertTrue(pinned.stream().anyMatch(event -> isOf(control, event)), "what is pinned is seen");
    assertEquals(
        List.of(),
        pinned.stream().filter(event -> !isOf(control, event) && isOfTracer(event)).toList());
  }

  private static void parkPinned() {
    try {
      // With a class loader of its own, as an initialiser runs once.
      Class<?> unused = Class.forName(Pinned.class.getName(), true, Guest.classLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** A virtual thread can't leave its carrier within a static initialiser. */
  private static final class Pinned {
    static {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void endSpans(int threads, ThreadFactory factory) {
    agent.countOnly();
    WatchlogTracer tracer =
        start(builder().maxOpenSpans(1 << 17).overflowPolicy(OverflowPolicy.BLOCK));
    long usedBytes = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      endSpansAtOnce(tracer, threads, factory);
      TracerStats stats = assertDelivered((long) round * threads, tracer);
      assertEquals(0, stats.notRecorded() + stats.staleCalls() + stats.open());
      if (round == 1) {
        usedBytes = Heap.usedBytes();
      }
    }
    assertEquals((long) ROUNDS * threads, agent.takenCount());
    assertEquals(0, agent.duplicates());
    long atMost = usedBytes + MORE_BYTES;
    Await.until("the later threads left nothing more", () -> Heap.usedBytes() <= atMost);
  }

  private static void endSpansAtOnce(WatchlogTracer tracer, int threads, ThreadFactory factory) {
    CountDownLatch open = new CountDownLatch(threads);
    CountDownLatch ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread thread =
          factory.newThread(
              () -> {
                try (Span span = tracer.startSpan("s").model("m")) {
                  open.countDown();
                  Holding.await(open);
                  Span unused = span.tokens(1);
                }
                ended.countDown();
              });
      thread.start();
    }
    Holding.await(ended);
  }

  private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
    Method ofVirtual;
    try {
      ofVirtual = Thread.class.getMethod("ofVirtual");
    } catch (NoSuchMethodException e) {
      return Assumptions.abort("before JDK 21 there are none");
    }
    Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
    return (ThreadFactory) factory.invoke(ofVirtual.invoke(null));
  }

  private List<RecordedEvent> dumped(Recording recording) throws IOException {
    Path file = root.resolve("pinned.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file);
  }

  private static boolean isOf(Thread thread, RecordedEvent event) {
    return event.getThread() != null && event.getThread().getJavaThreadId() == thread.getId();
  }

  private static boolean isOfTracer(RecordedEvent event) {
    return event.getStackTrace() != null
        && event.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName())
            .anyMatch(name -> name.startsWith("io.watchlog.tracer."));
  }
}
