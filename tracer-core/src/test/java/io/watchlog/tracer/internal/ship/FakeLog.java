package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.log.RecordSource;
import io.watchlog.tracer.internal.metrics.Ledger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A log in memory, with the bounds of a real one. Appending is for the test's thread, the rest for
 * the sender's.
 */
final class FakeLog implements RecordSource {
  private record Entry(String json, long endTimeMs, boolean damaged) {
    byte[] bytes() {
      return json.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final AtomicLong appended = new AtomicLong();
  private final AtomicLong appendedBytes = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final List<Long> acknowledged = new ArrayList<>();
  private int head;
  private long damaged;
  private volatile long maxQueueSize = Long.MAX_VALUE;
  private volatile boolean waitsForRoom;
  private volatile boolean inMemory;
  private volatile int failAfter;
  private volatile Throwable failOnce;
  private LongSupplier settled = () -> Long.MAX_VALUE;
  private volatile String violation;

  LiveLog live(AtomicLong consumed, Ledger journal) {
    return new LiveLog(
        this,
        appended::get,
        appendedBytes::get,
        consumed::get,
        journal,
        () -> waitsForRoom,
        () -> inMemory);
  }

  void waitsForRoom(boolean waits) {
    waitsForRoom = waits;
  }

  void inMemory(boolean isInMemory) {
    inMemory = isInMemory;
  }

  long appended() {
    return appended.get();
  }

  void maxQueueSize(long records) {
    maxQueueSize = records;
  }

  /** Lets the next read throw after so many records. */
  void failOnce(int records, Throwable failure) {
    failAfter = records;
    failOnce = failure;
  }

  /** Lets every acknowledgement be checked against how many records are settled. */
  synchronized void settled(LongSupplier records) {
    settled = records;
  }

  /** What was acknowledged too early; null for nothing. */
  String violation() {
    return violation;
  }

  synchronized void append(String json, long endTimeMs, boolean isDamaged) {
    entries.add(new Entry(json, endTimeMs, isDamaged));
    appendedBytes.addAndGet(json.length());
    appended.incrementAndGet();
  }

  /** The sequences, from 1, up to which was acknowledged, in the order of the calls. */
  synchronized List<Long> acknowledged() {
    return List.copyOf(acknowledged);
  }

  synchronized long acknowledgedTo() {
    return acknowledged.isEmpty() ? 0 : acknowledged.get(acknowledged.size() - 1);
  }

  private void passDamaged() {
    while (head < entries.size() && entries.get(head).damaged) {
      head++;
      damaged++;
    }
  }

  @Override
  public synchronized long available() {
    return (long) entries.size() - head;
  }

  @Override
  public synchronized long availableBytes() {
    long bytes = 0;
    for (int i = head; i < entries.size() && i - head < 1000; i++) {
      bytes += entries.get(i).json.length();
    }
    return bytes;
  }

  @Override
  public synchronized long headEndTimeMs() {
    passDamaged();
    return head == entries.size() ? Long.MAX_VALUE : entries.get(head).endTimeMs;
  }

  @Override
  public synchronized long headSequence() {
    passDamaged();
    return head + 1L;
  }

  @Override
  public synchronized int read(Handler handler, int limit) {
    int count = 0;
    passDamaged();
    while (count < limit && head < entries.size()) {
      throwPlanted(count);
      Entry entry = entries.get(head);
      byte[] json = entry.bytes();
      byte[] framed = new byte[json.length + 4];
      System.arraycopy(json, 0, framed, 2, json.length);
      if (!handler.onRecord(framed, 2, json.length, head + 1L, entry.endTimeMs)) {
        break;
      }
      head++;
      count++;
      passDamaged();
    }
    return count;
  }

  private void throwPlanted(int count) {
    Throwable failure = failOnce;
    if (failure == null || count < failAfter) {
      return;
    }
    failOnce = null;
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  @Override
  public synchronized long skip(long count) {
    long skipped = 0;
    passDamaged();
    while (skipped < count && head < entries.size()) {
      head++;
      skipped++;
      passDamaged();
    }
    return skipped;
  }

  @Override
  public synchronized Position position() {
    return new Position(0, head, head + 1L);
  }

  @Override
  public synchronized void acknowledge(Position position) {
    long last = position.nextSequence() - 1;
    // Damaged records that nobody has asked for yet are settled by that alone.
    if (last - damaged > settled.getAsLong()) {
      violation = last + " acknowledged, " + damaged + " damaged, settled " + settled.getAsLong();
    }
    acknowledged.add(last);
  }

  @Override
  public synchronized long takeDamaged() {
    long taken = damaged;
    damaged = 0;
    return taken;
  }

  /** How often the sender has looked for something to evict: once in each of its steps. */
  long steps() {
    return steps.get();
  }

  @Override
  public synchronized long excess(long unsettledBeforeHead) {
    steps.incrementAndGet();
    return Math.max(0, unsettledBeforeHead + available() - maxQueueSize);
  }

  @Override
  public long evictBefore() {
    return 0;
  }
}
