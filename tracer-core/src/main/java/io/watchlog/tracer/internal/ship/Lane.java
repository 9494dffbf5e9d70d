package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.log.RecordSource;
import io.watchlog.tracer.internal.metrics.Counter;
import java.util.ArrayDeque;

/**
 * One log and what was read from it and is not acknowledged, oldest first. Acknowledges in order: a
 * batch that is settled before its elders waits for them. Sender thread only.
 */
final class Lane {
  private static final int MAX_EXPIRED_AT_ONCE = 50_000;

  private final RecordSource source;
  private final boolean live;
  private final Settlement settlement;
  private final ArrayDeque<Batch> held = new ArrayDeque<>();
  private long headOrdinal;
  private long unsettled;

  Lane(RecordSource source, boolean live, Settlement settlement) {
    this.source = source;
    this.live = live;
    this.settlement = settlement;
  }

  RecordSource source() {
    return source;
  }

  boolean isLive() {
    return live;
  }

  /** Batches that are not acknowledged. */
  ArrayDeque<Batch> held() {
    return held;
  }

  /** How many records the head has passed. */
  long headOrdinal() {
    return headOrdinal;
  }

  /** Records that were read and are not settled. */
  long unsettled() {
    return unsettled;
  }

  void onSettled(long records) {
    unsettled -= records;
  }

  /** Unsettled records among the first so many of the log. */
  long unsettledBefore(long ordinal) {
    long sum = 0;
    for (Batch batch : held) {
      long limit = Math.max(0, Math.min(batch.count(), ordinal - batch.firstOrdinal));
      sum += batch.work.unsettledBefore((int) limit);
    }
    return sum;
  }

  /** Reads a batch; null where nothing could be read. */
  Batch read(BatchBuilder builder, int maxBytes, long expiryMs) {
    // What is damaged before the batch must be counted before it, or its ordinals would be wrong.
    long sequence = source.headSequence();
    noteDamaged();
    Batch batch = builder.fill(source, sequence, maxBytes, expiryMs);
    if (batch != null) {
      batch.lane = this;
      batch.firstOrdinal = headOrdinal;
      batch.end = source.position();
      headOrdinal += batch.count();
      unsettled += batch.count();
      held.addLast(batch);
      settlement.read(this, batch.count());
    }
    // Only now: the head is behind the batch, which must be held before anything covers the head.
    noteDamaged();
    return batch;
  }

  /** Moves the head past records that are given up; returns how many. */
  long skip(long count, Counter why) {
    long skipped = source.skip(count);
    passed(skipped, why);
    noteDamaged();
    return skipped;
  }

  /** Gives up what is too old, at the head and in batches that wait; false if there is more. */
  boolean expire(long expiryMs) {
    for (Batch batch : held) {
      if (!batch.inFlight) {
        expire(batch, expiryMs);
      }
    }
    long expired = 0;
    while (expired < MAX_EXPIRED_AT_ONCE
        && source.headEndTimeMs() < expiryMs
        && source.skip(1) == 1) {
      expired++;
    }
    passed(expired, Counter.EXPIRED);
    noteDamaged();
    return expired < MAX_EXPIRED_AT_ONCE;
  }

  private void expire(Batch batch, long expiryMs) {
    Ranges oldest = batch.work.oldest();
    while (!oldest.isEmpty() && batch.endTimeMs(oldest.from(0)) < expiryMs) {
      int index = oldest.from(0);
      oldest.cut(0, 1);
      settlement.settled(batch, index, index + 1, Counter.EXPIRED);
      oldest = batch.work.oldest();
    }
  }

  /** Gives up the oldest records that are not in flight. */
  void evict(long count) {
    long left = count;
    for (Batch batch : held) {
      if (!batch.inFlight) {
        left -= evictFrom(batch, left);
      }
    }
    if (left > 0) {
      skip(left, Counter.EVICTED);
    }
  }

  private long evictFrom(Batch batch, long count) {
    long left = count;
    Ranges oldest = batch.work.oldest();
    while (left > 0 && !oldest.isEmpty()) {
      int from = oldest.from(0);
      int records = (int) Math.min(left, oldest.to(0) - from);
      oldest.cut(0, records);
      settlement.settled(batch, from, from + records, Counter.EVICTED);
      left -= records;
      oldest = batch.work.oldest();
    }
    return count - left;
  }

  /**
   * Gives up what keeps the writer from getting the segment that it waits for: the oldest records,
   * and the rest of a batch that has some of them. Where some of those are in flight, they would
   * keep their segment for as long as a hung agent likes: then what stands behind them goes.
   */
  void evictForRoom() {
    long sequence = source.evictBefore();
    if (sequence == 0) {
      return;
    }
    long heldBefore = heldBefore();
    if (heldBefore == 0 || !isInFlightBefore(sequence)) {
      evictBetween(0, sequence);
      return;
    }
    long behind = source.evictBehind(heldBefore);
    if (behind > 0) {
      evictBetween(heldBefore, behind);
      source.releaseBetween(heldBefore, behind);
    }
  }

  // The live log's first record has the sequence 1 and the ordinal 0.

  private boolean isInFlightBefore(long sequence) {
    for (Batch batch : held) {
      if (batch.inFlight && batch.firstOrdinal < sequence - 1) {
        return true;
      }
    }
    return false;
  }

  /** The sequence behind the last record that is in flight; 0 where none is. */
  private long heldBefore() {
    long before = 0;
    for (Batch batch : held) {
      if (batch.inFlight) {
        before = batch.firstOrdinal + batch.count() + 1;
      }
    }
    return before;
  }

  private void evictBetween(long from, long to) {
    for (Batch batch : held) {
      if (!batch.inFlight && batch.firstOrdinal >= from - 1 && batch.firstOrdinal < to - 1) {
        evictFrom(batch, Long.MAX_VALUE);
      }
    }
    long evicted = 0;
    while (source.headSequence() < to && source.skip(1) == 1) {
      evicted++;
    }
    passed(evicted, Counter.EVICTED);
    noteDamaged();
  }

  /** Acknowledges the batches that are settled, up to the first that is not. */
  void acknowledgeSettled(BatchBuilder builder) {
    RecordSource.Position settledTo = null;
    Batch oldest = held.peekFirst();
    while (oldest != null && oldest.work.unsettled() == 0 && !oldest.inFlight) {
      settledTo = oldest.end;
      builder.recycle(held.pollFirst());
      oldest = held.peekFirst();
    }
    if (settledTo != null) {
      source.acknowledge(settledTo);
    }
  }

  private void passed(long records, Counter why) {
    if (records > 0) {
      headOrdinal += records;
      settlement.passed(this, records, why);
      coverHead();
    }
  }

  private void noteDamaged() {
    long damaged = source.takeDamaged();
    if (damaged > 0) {
      passed(damaged, Counter.DAMAGED);
    }
  }

  /**
   * What was passed without being read needs no settling, but only goes with what stands before it.
   */
  private void coverHead() {
    Batch youngest = held.peekLast();
    if (youngest == null) {
      source.acknowledge(source.position());
    } else {
      youngest.end = source.position();
    }
  }
}
