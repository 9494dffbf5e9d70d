package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.log.RecordSource.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanLogModelTest {
  @TempDir Path root;

  /** Random steps, each compared with three numbers: what was appended, read and acknowledged. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theLogDoesWhatThreeNumbersDo(long seed) throws IOException {
    Random random = new Random(seed);
    boolean evict = seed % 2 == 0;
    long max = 1_500;
    long appended = 0;
    long read = 0;
    long settled = 0;
    Path at = seed == 4 ? null : root;
    try (TestLog log = new TestLog(at, new SpanLog.Settings(max, TestLog.SMALL, evict))) {
      Deque<Position> positions = new ArrayDeque<>();
      for (int step = 0; step < 4_000; step++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            int burst = random.nextInt(60);
            while (burst-- > 0 && log.append()) {
              appended++;
            }
          }
          case 2 -> {
            int limit = random.nextInt(80);
            List<Long> got = TestLog.read(log.reader, limit);
            assertEquals(TestLog.range(read + 1, Math.min(appended, read + limit)), got);
            read += got.size();
            positions.add(log.reader.position());
          }
          case 3 -> {
            if (!positions.isEmpty()) {
              Position position = positions.poll();
              log.reader.acknowledge(position);
              settled = Math.max(settled, position.nextSequence() - 1);
            }
          }
          case 4 -> {
            long excess = log.reader.excess(read - settled);
            assertEquals(evict ? Math.max(0, appended - settled - max) : 0, excess);
            long wanted = log.reader.evictBefore() - log.reader.headSequence();
            assertTrue(evict || log.reader.evictBefore() == 0);
            read += log.reader.skip(Math.max(excess, wanted));
            positions.add(log.reader.position());
          }
          default -> log.writer.prepare();
        }
        assertEquals(appended, log.writer.appended());
        assertEquals(appended - read, log.reader.available());
        assertEquals(read + 1, log.reader.headSequence());
        assertTrue(evict || appended - settled <= max);
      }
      assertTrue(appended > 5_000, "appended " + appended);
      assertEquals(0, log.reader.takeDamaged());
      if (at == null) {
        return;
      }
      log.copyAsDead(root);
    }
    try (Adopter next = new Adopter(root)) {
      // The copy, and what the close left: the same.
      assertEquals(TestLog.range(settled + 1, appended), next.drainNext().sequences());
      assertEquals(TestLog.range(settled + 1, appended), next.drainNext().sequences());
    }
  }

  /** Whatever the disk does: who evicts what he is told to evict gives the writer room. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void evictingGivesRoomOnADiskThatComesAndGoes(long seed) {
    Random random = new Random(seed);
    FragileDisk disk = new FragileDisk(root);
    try (SpanLog log = disk.log(new SpanLog.Settings(1 << 30, TestLog.SMALL, true))) {
      for (int step = 0; step < 3_000; step++) {
        switch (random.nextInt(8)) {
          case 0 -> {
            disk.full = !disk.full;
            disk.clock.addAndGet(random.nextLong(8_000_000_000L));
          }
          case 1 -> log.writer().prepare();
          case 2 -> {
            TestLog.read(log.reader(), random.nextInt(300));
            log.reader().acknowledge(log.reader().position());
          }
          default -> {
            int burst = random.nextInt(300);
            while (burst-- > 0 && TestLog.append(log.writer())) {
              assertFalse(log.writer().waitsForRoom());
            }
          }
        }
        for (int evictions = 0; burstRefused(log); evictions++) {
          long before = log.reader().evictBefore();
          assertTrue(before > 0 && evictions < 20, "stuck at step " + step);
          log.reader().skip(before - log.reader().headSequence());
          log.reader().acknowledge(log.reader().position());
        }
      }
      assertTrue(log.writer().appended() > 100_000, "appended " + log.writer().appended());
      assertEquals(0, log.reader().takeDamaged());
    }
  }

  private static boolean burstRefused(SpanLog log) {
    return log.writer().waitsForRoom() && !TestLog.append(log.writer());
  }

  @Test
  @Timeout(120)
  void twoThreadsNeverDisagree() throws Exception {
    long total = 300_000;
    try (TestLog log = new TestLog(root, new SpanLog.Settings(1 << 30, TestLog.SMALL, false))) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread journal =
          new Thread(
              () -> {
                while (log.writer.appended() < total) {
                  if (!log.append()) {
                    Thread.onSpinWait();
                  }
                }
              });
      journal.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      journal.start();
      long next = 1;
      while (next <= total && failure.get() == null) {
        List<Long> got = TestLog.read(log.reader, 500);
        assertEquals(TestLog.range(next, next + got.size() - 1), got);
        next += got.size();
        log.reader.acknowledge(log.reader.position());
      }
      journal.join();
      assertEquals(null, failure.get());
      assertEquals(0, log.reader.takeDamaged());
      assertTrue(SpanLogTest.bytesIn(log.directory.path()) <= TestLog.SMALL);
    }
  }
}
