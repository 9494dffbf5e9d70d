package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.ReceivedSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/** Threads that meet on one span, and on the memory that it leaves to the next. */
final class SpanRaceTest extends WithAgent {
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void F7_ofTwoThreadsThatEndASpanAtOnceOneDoes() throws Exception {
    int rounds = 5_000;
    WatchlogTracer tracer = start(blocking());
    Span[] spans = new Span[rounds];
    CyclicBarrier barrier = new CyclicBarrier(3);
    Runnable ender =
        () -> {
          for (int i = 0; i < rounds; i++) {
            await(barrier);
            spans[i].end();
          }
        };
    List<Thread> enders = List.of(run(ender), run(ender));
    for (int i = 0; i < rounds; i++) {
      spans[i] = tracer.startSpan("s");
      await(barrier);
      if (i % 3 == 0) {
        tracer.endSpan(spans[i].id());
      }
    }
    join(enders);
    TracerStats stats = assertDelivered(rounds, tracer);
    assertEquals(rounds, agent.takenIds().size());
    assertEquals(0, agent.duplicates());
    long ends = 2L * rounds + (rounds + 2) / 3;
    assertEquals(ends - rounds, stats.staleCalls() + stats.unknownIds(), "the others are counted");
  }

  /**
   * Each span says in every field who it is; whoever gets hold of its handle, now or long after its
   * end, writes that and nothing else. A field that says another is one that a stale handle wrote.
   */
  @Test
  void F16_aStaleHandleNeverTouchesAnotherSpan() throws Exception {
    int spansOfEach = 15_000;
    int threads = 3;
    WatchlogTracer tracer = start(blocking().maxOpenSpans(100_000));
    AtomicReferenceArray<Named> shared = new AtomicReferenceArray<>(8);
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> producers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      producers.add(run(() -> produce(tracer, number, spansOfEach, shared)));
    }
    List<Thread> meddlers = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int number = t;
      meddlers.add(run(() -> meddle(number, shared, done)));
    }
    join(producers);
    done.set(true);
    join(meddlers);
    assertTrue(tracer.flush(LONG).complete());
    TracerStats stats = assertDelivered((long) threads * spansOfEach, tracer);
    assertEquals(0, stats.notRecorded());
    for (ReceivedSpan span : agent.taken()) {
      assertIsItself(span);
    }
    assertTrue(stats.staleCalls() > 0, "handles were stale");
  }

  private record Named(Span span, String name) {}

  private static void produce(
      WatchlogTracer tracer, int number, int spans, AtomicReferenceArray<Named> shared) {
    for (int i = 0; i < spans; i++) {
      String name = "t" + number + "-" + i;
      Named named = new Named(tracer.startSpan(name), name);
      shared.lazySet((number * 7 + i) % shared.length(), named);
      write(named);
      if (i % 4 != 0) {
        named.span().end();
        write(named);
      } else if (i % 8 == 0) {
        tracer.endSpan(named.span().id());
      }
    }
    // What the meddlers did not end.
    tracer.send();
  }

  private static void meddle(int number, AtomicReferenceArray<Named> shared, AtomicBoolean done) {
    for (int i = number; !done.get(); i++) {
      Named named = shared.get(i % shared.length());
      if (named != null) {
        write(named);
        if (i % 5 == 0) {
          named.span().end();
        }
        write(named);
      }
    }
  }

  private static void write(Named named) {
    Span span = named.span();
    String name = named.name();
    span.model(name).provider(name).input(name).output(name).attribute("who", name);
  }

  private static void assertIsItself(ReceivedSpan span) {
    Map<String, Object> fields = span.fields();
    String name = (String) fields.get("name");
    for (String field : List.of("model", "provider", "input", "output")) {
      String value = ((String) fields.get(field)).replace("\"", "");
      assertTrue(value.equals(name) || value.isEmpty(), () -> field + " of " + span.json());
    }
    Object who = span.metadata().get("who");
    assertTrue(who == null || who.equals(name), span::json);
  }

  @Test
  void F16_sendRacesWithOwnersAndEachSpanEndsOnce() throws Exception {
    int spans = 5_000;
    WatchlogTracer tracer = start(blocking());
    AtomicBoolean done = new AtomicBoolean();
    Runnable owner =
        () -> {
          for (int i = 0; i < spans; i++) {
            tracer.startSpan("s").tokens(i).end();
          }
        };
    List<Thread> owners = List.of(run(owner), run(owner));
    Thread sender =
        run(
            () -> {
              while (!done.get()) {
                tracer.send();
              }
            });
    join(owners);
    done.set(true);
    join(List.of(sender));
    TracerStats stats = assertDelivered(2L * spans, tracer);
    assertEquals(2 * spans, agent.takenIds().size());
    assertEquals(0, agent.duplicates());
    assertTrue(stats.forcedEnds() <= stats.staleCalls(), "what send ended, its owner could not");
  }

  @Test
  void F9_aMapOrListThatAnotherThreadChangesNeverFailsAndTheSnapshotStands() throws Exception {
    WatchlogTracer tracer = start(blocking());
    Map<String, Object> map = new HashMap<>();
    List<Object> list = new ArrayList<>();
    AtomicBoolean done = new AtomicBoolean();
    Thread changer =
        run(
            () -> {
              for (int i = 0; !done.get(); i++) {
                map.put("k" + i % 100, i);
                map.remove("k" + (i * 31) % 100);
                list.add(i);
                list.subList(0, list.size() / 50).clear();
              }
            });
    for (int i = 0; i < 2_000; i++) {
      tracer.startSpan("s").input(map).output(list).end();
    }
    done.set(true);
    changer.join();
    failures.clear(); // the changer itself may have got lost in its map
    assertDelivered(2_000, tracer);
    for (ReceivedSpan span : agent.taken()) {
      assertIsWhole("{", "}", HashMap.class, span.text("input"));
      assertIsWhole("[", "]", ArrayList.class, span.text("output"));
    }
  }

  /** Whole or cut, or its class's name where its iterator threw; never another moment's end. */
  private static void assertIsWhole(String open, String close, Class<?> type, String text) {
    boolean whole = text.endsWith(close) || text.endsWith("...[TRUNCATED]");
    boolean replaced = text.equals('"' + type.getName() + '"');
    assertTrue(replaced || (text.startsWith(open) && whole), text);
  }

  private TracerBuilder blocking() {
    return builder().overflowPolicy(OverflowPolicy.BLOCK).sendTimeout(Duration.ofSeconds(30));
  }

  private Thread run(Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            });
    thread.start();
    return thread;
  }

  private void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), List.copyOf(failures));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
