package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Heap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records without end through a log of a few segments, by two threads. */
final class SmallBoundTest {
  private static final int MAX_RECORDS = 3_000;
  private static final long MAX_BYTES = 2 << 20;
  private static final int SEGMENT = SegmentDescriptor.segmentLength(MAX_BYTES);
  private static final int SHORTEST = 64;
  private static final int LONGEST = 1_024;

  @TempDir Path root;

  private long read;
  private long evicted;
  private long largestBytes;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMillionRecordsPassAndTheDiskIsBounded(boolean evict) throws Exception {
    pass(1_000_000, evict);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("soak")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void aHundredMillionRecordsPassAndTheDiskIsBounded(boolean evict) throws Exception {
    pass(100_000_000, evict);
  }

  private void pass(long total, boolean evict) throws Exception {
    SpanLog.Settings settings = new SpanLog.Settings(MAX_RECORDS, MAX_BYTES, evict);
    long startNs = System.nanoTime();
    try (TestLog log = new TestLog(root, settings)) {
      long heapBefore = Heap.usedBytes();
      Thread journal = new Thread(() -> append(log.writer, total));
      journal.start();
      for (long steps = 0; read + evicted < total; steps++) {
        settle(log.reader);
        if (steps % 1_000 == 0) {
          checkDisk(log.directory.path());
          LockSupport.parkNanos(5_000_000); // now and then nobody takes anything
        }
      }
      journal.join();
      checkDisk(log.directory.path());
      long grown = Heap.usedBytes() - heapBefore;
      assertTrue(grown < 4 << 20, "the heap has grown by " + grown);
      assertEquals(total, log.writer.appended());
      assertEquals(0, log.reader.takeDamaged());
      assertTrue(evict || evicted == 0);
    }
    assertEquals(List.of(), TestLog.files(root.resolve(AppDirectoryName.of("test"))));
    System.out.printf(
        "%,d records in %.0f s: %,d read, %,d evicted, at most %,d bytes on disk of %,d%n",
        total, (System.nanoTime() - startNs) / 1e9, read, evicted, largestBytes, MAX_BYTES);
  }

  private static void append(LogWriter writer, long total) {
    byte[] array = new byte[LogWriter.HEADROOM + LONGEST];
    ByteBuffer content = ByteBuffer.wrap(array);
    for (long sequence = 1; sequence <= total; sequence++) {
      content.putLong(LogWriter.HEADROOM, sequence);
      int length = SHORTEST + (int) (sequence * 31 % (LONGEST - SHORTEST));
      while (!writer.append(array, LogWriter.HEADROOM, length, sequence)) {
        LockSupport.parkNanos(10_000);
      }
    }
  }

  /** As the sender does: evicts what it must, reads a batch, acknowledges it. */
  private void settle(LogReader reader) {
    long excess = reader.excess(0);
    assertTrue(excess <= reader.available());
    evicted += reader.skip(excess);
    long before = reader.evictBefore();
    if (before > 0) {
      evicted += reader.skip(before - reader.headSequence());
    }
    int taken = reader.read(this::check, 400);
    if (taken == 0) {
      LockSupport.parkNanos(10_000);
    }
    reader.acknowledge(reader.position());
  }

  private boolean check(byte[] array, int offset, int length, long sequence, long endTimeMs) {
    read++;
    assertEquals(read + evicted, sequence);
    assertEquals(sequence, ByteBuffer.wrap(array).getLong(offset));
    assertEquals(sequence, endTimeMs);
    return true;
  }

  private void checkDisk(Path directory) throws IOException {
    long bytes = 0;
    for (Path file : TestLog.files(directory)) {
      bytes += file.toFile().length();
    }
    largestBytes = Math.max(largestBytes, bytes);
    assertTrue(bytes <= MAX_BYTES + SEGMENT, bytes + " bytes on disk");
  }
}
