package io.watchlog.tracer.internal.span;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools in which threads have lists of their own (8,192 and more), and one where they share. */
final class OpenSpansTest {
  private static final int WITH_OWNERS = 8_192;

  private final ThreadState threads = new ThreadState();

  private record Handle(SpanRecord record, int generation) {}

  private OpenSpans pool(int maxOpenSpans) {
    return new OpenSpans(this, maxOpenSpans, threads);
  }

  private Handle start(OpenSpans pool) {
    SpanRecord record = pool.take();
    return record == null ? null : new Handle(record, pool.open(record));
  }

  private static void end(OpenSpans pool, Handle handle) {
    assertTrue(pool.end(handle.record(), handle.generation()));
    pool.giveBack(handle.record());
  }

  private List<Handle> startAll(OpenSpans pool) {
    List<Handle> all = new ArrayList<>();
    for (Handle next = start(pool); next != null; next = start(pool)) {
      all.add(next);
    }
    return all;
  }

  private static <T> T onAnotherThread(Callable<T> task) throws Exception {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = new Thread(future);
    thread.start();
    thread.join();
    return future.get();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, WITH_OWNERS})
  void soManyMayBeOpenAndAsManyAgainWhenTheyHaveEnded(int limit) {
    OpenSpans pool = pool(limit);
    for (int round = 0; round < 3; round++) {
      List<Handle> all = startAll(pool);
      assertEquals(limit, all.size());
      Set<Integer> indices = new HashSet<>();
      all.forEach(handle -> indices.add(handle.record().index));
      assertEquals(limit, indices.size(), "each its own memory");
      all.forEach(handle -> end(pool, handle));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, WITH_OWNERS})
  void anIdFindsItsSpanWhileThatIsOpen(int limit) {
    OpenSpans pool = pool(limit);
    Set<Long> numbers = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Handle handle = start(pool);
      long number = SpanNumber.of(handle.record(), handle.generation());
      assertTrue(numbers.add(number), "no id twice");
      assertEquals(number, handle.record().spanNumber);
      assertSame(handle.record(), pool.find(number));
      assertEquals(handle.generation(), SpanNumber.generation(number));
      assertNull(pool.find(-1));
      end(pool, handle);
      assertNull(pool.find(number));
      assertFalse(pool.end(handle.record(), handle.generation()), "the first end wins");
    }
  }

  @Test
  void aThreadsOwnRecordsAreWrittenPlainlyAndThoseOfOthersArePinned() throws Exception {
    OpenSpans pool = pool(WITH_OWNERS);
    Handle handle = start(pool);
    SpanRecord record = handle.record();
    assertEquals(SpanRecord.OWNED, SpanRecord.access(record, handle.generation()));
    int others = onAnotherThread(() -> SpanRecord.access(record, handle.generation()));
    assertEquals(SpanRecord.PINNED, others);
    assertTrue(pool.end(record, handle.generation()));
    pool.giveBack(record);
    assertEquals(SpanRecord.DENIED, SpanRecord.access(record, handle.generation()));
    assertNotSame(record, start(pool).record(), "who has it pinned may still write");
    pool.writtenLate(record, SpanFields.COST);
    assertTrue(startAll(pool).stream().anyMatch(h -> h.record() == record), "now it is free");
  }

  @Test
  void aLateMarkOfAnEndedSpanIsNotSeenByTheNext() {
    OpenSpans pool = pool(100);
    Handle first = start(pool);
    assertEquals(SpanRecord.PINNED, SpanRecord.access(first.record(), first.generation()));
    assertTrue(pool.end(first.record(), first.generation()));
    pool.giveBack(first.record());
    pool.writtenLate(first.record(), SpanFields.COST);
    Handle second = start(pool);
    assertSame(first.record(), second.record());
    assertEquals(0, second.record().allSet());
    assertNotEquals(first.generation(), second.generation());
  }

  @Test
  void whatAnotherThreadGivesBackItsOwnerTakesAgain() throws Exception {
    OpenSpans pool = pool(WITH_OWNERS);
    for (int round = 0; round < 5; round++) {
      List<Handle> all = startAll(pool);
      assertEquals(WITH_OWNERS, all.size());
      int ended =
          onAnotherThread(
              () -> {
                all.forEach(handle -> end(pool, handle));
                return all.size();
              });
      assertEquals(WITH_OWNERS, ended);
    }
  }

  @Test
  void whatADeadThreadHeldIsThereForOthers() throws Exception {
    OpenSpans pool = pool(WITH_OWNERS);
    end(pool, start(pool)); // this thread has its own place before the other takes one
    int others =
        onAnotherThread(
            () -> {
              List<Handle> all = startAll(pool);
              all.forEach(handle -> end(pool, handle));
              return all.size();
            });
    assertTrue(others >= WITH_OWNERS - OpenSpans.MAX_LIST);
    pool.vacateDeadOwners();
    assertEquals(WITH_OWNERS, startAll(pool).size());
  }

  @Test
  void aDeadThreadIsNotKeptFromTheGarbageCollector() throws Exception {
    OpenSpans pool = pool(WITH_OWNERS);
    end(pool, start(pool));
    Thread thread = new Thread(() -> end(pool, start(pool)));
    WeakReference<Thread> dead = new WeakReference<>(thread);
    thread.start();
    thread.join();
    thread = null;
    pool.vacateDeadOwners();
    Await.until(
        "the thread is collected",
        () -> {
          System.gc();
          return dead.get() == null;
        });
  }

  @Test
  void aThreadThatLeaksSpansAndRestsBlindsNoOther() throws Exception {
    OpenSpans pool = pool(WITH_OWNERS);
    List<Handle> leaked = startAll(pool);
    assertEquals(WITH_OWNERS, leaked.size());
    int others =
        onAnotherThread(
            () -> {
              leaked.forEach(handle -> end(pool, handle));
              return startAll(pool).size();
            });
    int held = WITH_OWNERS / (2 * OpenSpans.MAX_OWNERS);
    assertTrue(others >= WITH_OWNERS - held, "only " + others);
  }

  @Test
  void aThreadsNewestSpansAreWrittenPlainlyHoweverManyItHasOpen() {
    OpenSpans pool = pool(WITH_OWNERS);
    List<Handle> open = new ArrayList<>();
    int pinned = 0;
    for (int i = 0; i < WITH_OWNERS / 2; i++) {
      Handle handle = start(pool);
      assertEquals(SpanRecord.OWNED, SpanRecord.access(handle.record(), handle.generation()));
      open.add(handle);
    }
    for (Handle handle : open) {
      if (SpanRecord.access(handle.record(), handle.generation()) == SpanRecord.PINNED) {
        pinned++;
        pool.writtenLate(handle.record(), SpanFields.COST);
      }
    }
    assertEquals(open.size() - WITH_OWNERS / (2 * OpenSpans.MAX_OWNERS), pinned);
    open.forEach(handle -> end(pool, handle));
    assertEquals(WITH_OWNERS, startAll(pool).size());
  }

  @Test
  void whatWasLetGoWhileItWasOpenIsThereForOthersWhenItHasEnded() throws Exception {
    OpenSpans pool = pool(WITH_OWNERS);
    int held = WITH_OWNERS / (2 * OpenSpans.MAX_OWNERS);
    List<Handle> open = new ArrayList<>();
    for (int i = 0; i < 3 * held; i++) {
      open.add(start(pool));
    }
    List<Handle> letGo =
        open.stream().filter(handle -> !handle.record().isOf(Thread.currentThread())).toList();
    assertEquals(2 * held, letGo.size());
    letGo.forEach(handle -> end(pool, handle));
    Set<SpanRecord> others =
        onAnotherThread(
            () -> startAll(pool).stream().map(Handle::record).collect(Collectors.toSet()));
    assertTrue(letGo.stream().allMatch(handle -> others.contains(handle.record())));
    assertEquals(WITH_OWNERS - held, others.size());
  }

  @Test
  void aThreadWhoseThreadLocalsAreClearedKeepsItsOwner() throws Exception {
    OpenSpans pool = pool(WITH_OWNERS);
    List<Handle> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Handle handle = start(pool);
      open.add(handle);
      assertEquals(SpanRecord.OWNED, SpanRecord.access(handle.record(), handle.generation()));
      pool.threadState()[ThreadState.CURRENT_TRACE] = 7;
      threads.clear();
      takePlaceOfThisThread(pool);
      assertEquals(7, pool.threadState()[ThreadState.CURRENT_TRACE]);
    }
    for (Handle handle : open) {
      assertEquals(SpanRecord.OWNED, SpanRecord.access(handle.record(), handle.generation()));
      end(pool, handle);
    }
    assertEquals(2, pool.ownerCount());
  }

  /** Lets a thread start a span that is looked up where this one is. */
  private void takePlaceOfThisThread(OpenSpans pool) throws InterruptedException {
    long place = Thread.currentThread().getId() % OpenSpans.PLACES;
    pool.vacateDeadOwners();
    Thread other;
    do {
      other = new Thread(() -> end(pool, start(pool)));
    } while (other.getId() % OpenSpans.PLACES != place);
    other.start();
    other.join();
  }

  @Test
  void aFreeRecordKeepsSmallMetadataAndLetsGoOfLarge() {
    OpenSpans pool = pool(WITH_OWNERS);
    Object[] nested = {new ObjectSnapshot(new String[] {"k"}, new Object[] {"v".repeat(2_000)})};
    SpanAttributes small = new SpanAttributes(new String[] {"k"}, new Object[] {1L}, 0, 0);
    SpanAttributes large = new SpanAttributes(new String[] {"k"}, nested, 0, 0);
    for (SpanAttributes metadata : List.of(small, large)) {
      Handle handle = start(pool);
      handle.record().metadata = metadata;
      handle.record().set = metadata == large ? SpanFields.RARE : 0;
      end(pool, handle);
      assertSame(metadata == small ? small : null, handle.record().metadata);
    }
  }

  @Test
  void moreThreadsThanOwnersShare() throws Exception {
    OpenSpans pool = pool(WITH_OWNERS);
    int threadCount = OpenSpans.MAX_OWNERS + 20;
    List<FutureTask<Integer>> tasks = new ArrayList<>();
    java.util.concurrent.CountDownLatch all = new java.util.concurrent.CountDownLatch(threadCount);
    for (int i = 0; i < threadCount; i++) {
      FutureTask<Integer> task =
          new FutureTask<>(
              () -> {
                Handle handle = start(pool);
                all.countDown();
                all.await();
                int access = SpanRecord.access(handle.record(), handle.generation());
                if (access == SpanRecord.PINNED) {
                  pool.writtenLate(handle.record(), 0);
                }
                end(pool, handle);
                return access;
              });
      tasks.add(task);
      new Thread(task).start();
    }
    int owned = 0;
    for (FutureTask<Integer> task : tasks) {
      owned += task.get() == SpanRecord.OWNED ? 1 : 0;
    }
    assertEquals(OpenSpans.MAX_OWNERS, owned);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, WITH_OWNERS})
  void aRecordWhoseGenerationsAreUsedUpMakesRoomForAnother(int limit) {
    OpenSpans pool = pool(limit);
    Handle young = start(pool);
    end(pool, young);
    SpanRecord worn = pool.take();
    worn.spanNumber = SpanNumber.of(worn, -3); // as after four billion spans
    end(pool, new Handle(worn, pool.open(worn)));
    Handle last = start(pool);
    assertSame(worn, last.record());
    assertEquals(-1, last.generation());
    long lastNumber = SpanNumber.of(worn, -1);
    end(pool, last);
    Handle first = start(pool);
    assertNotSame(worn, first.record());
    assertEquals(worn.index, first.record().index);
    assertNull(pool.find(lastNumber));
    assertNotEquals(
        SpanNumber.of(worn, first.generation()), SpanNumber.of(first.record(), first.generation()));
    assertFalse(SpanRecord.isOpen(worn, first.generation()), "no old handle ever matches");
    long number = SpanNumber.of(first.record(), first.generation());
    assertSame(first.record(), pool.find(number));
    end(pool, first);
    assertEquals(limit, startAll(pool).size());
  }

  @Test
  void allThatIsOpenIsVisitedAndTheRecordOfNoneIsNever() {
    OpenSpans pool = pool(WITH_OWNERS);
    List<Handle> all = startAll(pool);
    all.subList(0, 100).forEach(handle -> end(pool, handle));
    Set<SpanRecord> seen = new HashSet<>();
    pool.forEachOpen((record, generation) -> seen.add(record));
    assertEquals(WITH_OWNERS - 100, seen.size());
    assertFalse(seen.contains(pool.none()));
    int[] visits = new int[1];
    pool.forEachOpen((record, generation) -> ++visits[0] < 5);
    assertEquals(5, visits[0]);
    assertFalse(pool.end(pool.none(), 0));
  }
}
