package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A log in use, compared with three numbers: what was appended, read and acknowledged. */
final class LiveLog {
  private static final long LONGER_THAN_A_RETRY_NS = 6_000_000_000L;

  /** More than there are segments on disk and in memory. */
  private static final int ENOUGH_EVICTIONS = 20;

  final LogLife life;
  final HeldBatches batches;
  final QueueDirectory directory;

  private final FragileDisk disk;
  private final SpanLog.Settings settings;
  private final SpanLog log;
  private final LogWriter writer;
  private final LogReader reader;
  private long read;

  LiveLog(Path root, SpanLog.Settings settings, boolean onDisk, int number) throws IOException {
    this.life = new LogLife(number);
    this.settings = settings;
    directory = QueueDirectory.open(root, "test");
    disk = new FragileDisk(directory.path());
    log = onDisk ? disk.log(settings) : new SpanLog(null, settings, disk.counters, TestLog.QUIET);
    writer = log.writer();
    reader = log.reader();
    batches = new HeldBatches(reader);
  }

  int maxLength() {
    return log.maxRecordLength();
  }

  void setDiskFull(boolean full) {
    disk.full = full;
    disk.clock.addAndGet(full ? 0 : LONGER_THAN_A_RETRY_NS);
  }

  void prepare() {
    writer.prepare();
  }

  boolean append(int length) {
    long sequence = life.appended() + 1;
    boolean atCountBound =
        !settings.evictOldest()
            && life.appended() - batches.acknowledged() >= settings.maxQueueSize();
    int offset = LogWriter.HEADROOM;
    byte[] array = new byte[offset + length];
    System.arraycopy(life.json(sequence, length), 0, array, offset, length);
    boolean taken = writer.append(array, offset, length, life.endTimeMs(sequence));
    if (taken) {
      assertFalse(atCountBound, "more than maxQueueSize records wait");
      life.append(length, log.inMemory());
    } else if (!atCountBound) {
      assertTrue(writer.waitsForRoom(), "refused, though no bound is reached");
      // Asking may already give room, where the head has read a segment through.
      boolean told = reader.evictBefore() > 0 || !writer.waitsForRoom();
      assertTrue(told || !settings.evictOldest(), "waits for room, and nothing is to be evicted");
    }
    return taken;
  }

  /** Appends, and evicts wherever the writer waits for it; false where that cannot give room. */
  boolean appendEvicting(int length) {
    for (int evictions = 0; evictions < ENOUGH_EVICTIONS; evictions++) {
      if (append(length)) {
        return true;
      }
      if (!settings.evictOldest()) {
        return false;
      }
      evictForRoom();
    }
    assertTrue(batches.heldBefore() > 0, "no room after everything could have been evicted");
    return false;
  }

  /** Does as the sender's lane does. */
  void evictForRoom() {
    long sequence = reader.evictBefore();
    if (sequence == 0) {
      return;
    }
    long heldBefore = batches.heldBefore();
    if (heldBefore == 0 || !batches.isInFlightBefore(sequence)) {
      evictTo(sequence);
      return;
    }
    long behind = reader.evictBehind(heldBefore);
    if (behind > 0) {
      evictTo(behind);
      reader.releaseBetween(heldBefore, behind);
      life.release(heldBefore, behind);
      assertFalse(writer.waitsForRoom(), "no room after a segment was let go");
    }
  }

  private void evictTo(long sequence) {
    long count = Math.max(0, sequence - reader.headSequence());
    assertEquals(count, batches.skip(count));
    read += count;
    batches.acknowledgeSettled();
  }

  /** Has the oldest records go that are above the bound, but for those in flight. */
  void evictExcess() {
    long excess = reader.excess(read - batches.acknowledged());
    read += batches.skip(excess);
  }

  void read(int limit) {
    long left = Math.min(limit, life.appended() - read);
    int taken =
        batches.read(
            (array, offset, length, sequence, endTimeMs) -> {
              assertEquals(++read, sequence, "read out of order");
              life.requireSame(array, offset, length, sequence, endTimeMs);
              return true;
            },
            limit);
    assertEquals(left, taken, "records read");
  }

  /** What holds at any moment, asked without moving anything. */
  void check() throws IOException {
    long unsettled = life.appended() - batches.acknowledged();
    assertEquals(life.appended(), writer.appended(), "appended");
    assertEquals(life.appended() - read, reader.available(), "available");
    assertEquals(0, batches.damaged(), "damaged");
    boolean evict = settings.evictOldest();
    long excess = evict ? Math.max(0, unsettled - settings.maxQueueSize()) : 0;
    assertEquals(excess, reader.excess(read - batches.acknowledged()), "excess");
    assertTrue(evict || unsettled <= settings.maxQueueSize(), "more than maxQueueSize wait");
    assertTrue(evict || reader.evictBefore() == 0, "evicts, though it should wait");
    assertTrue(SpanLogTest.bytesIn(directory.path()) <= log.maxBytes(), "bytes on disk");
  }

  /** Looks at the record at the head, which may have the reader enter a segment. */
  void look() {
    boolean waiting = read < life.appended();
    assertEquals(read + 1, reader.headSequence(), "headSequence");
    assertEquals(waiting, reader.availableBytes() > 0, "availableBytes");
    long endTimeMs = waiting ? life.endTimeMs(read + 1) : Long.MAX_VALUE;
    assertEquals(endTimeMs, reader.headEndTimeMs(), "headEndTimeMs");
  }

  /** Reads and settles all; then there is room for a record of any length. */
  void drain() throws IOException {
    for (int look = 0; look < 2; look++) {
      read(Integer.MAX_VALUE);
      batches.settleAll();
      check();
      assertTrue(look > 0 || append(maxLength()), "no room in a drained log");
    }
  }

  boolean isDrained() {
    return batches.acknowledged() == life.appended();
  }

  /** Ends it in good order: what holds nothing is deleted, the rest is the next one's. */
  void close() {
    log.close();
    directory.close();
  }

  /** Ends it without a trace. */
  void wipe() throws IOException {
    log.close();
    for (Path file : TestLog.files(directory.path())) {
      if (!file.endsWith(QueueDirectory.LOCK)) {
        Files.delete(file);
      }
    }
    directory.close();
  }
}
