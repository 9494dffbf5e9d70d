package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.log.RecordSource;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Ledger;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The tracer's own log as the sender sees it. The suppliers are read by any thread; each is
 * published by the journal thread after what it counts has happened.
 *
 * @param source to read, on the sender thread only
 * @param appended records appended so far
 * @param appendedBytes their bytes
 * @param consumed ring slots consumed so far, each published after its record was appended
 * @param journal what the journal counts: which of those slots became records
 * @param waitsForRoom whether the journal waits until records are settled
 * @param inMemory whether some of it would not survive the process
 */
public record LiveLog(
    RecordSource source,
    LongSupplier appended,
    LongSupplier appendedBytes,
    LongSupplier consumed,
    Ledger journal,
    BooleanSupplier waitsForRoom,
    BooleanSupplier inMemory) {
  /**
   * Where the spans before a position in the ring are.
   *
   * @param inLog the last ordinal that one of them can have in the log
   * @param inRing those that were not seen there: exact, but that one which the journal lost in the
   *     poll that it is at (encoding failed, say) still counts
   */
  record Place(long inLog, long inRing) {}

  Place place(long ringPosition) {
    // In this order: what is appended after the snapshot comes from the slots behind it.
    Map<Counter, Long> counted = journal.snapshot();
    long behind = Math.max(0, ringPosition - counted.get(Counter.CONSUMED));
    long before = counted.get(Counter.APPENDED);
    long ofThose = Math.min(behind, appended.getAsLong() - before);
    return new Place(before + ofThose, behind - ofThose);
  }
}
