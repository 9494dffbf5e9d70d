package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Ledger;

/**
 * Books every record from one account to the next, so that at each moment {@code TAKEN + ADOPTED =
 * EVICTED + EXPIRED + DAMAGED + REJECTED + SKIPPED + DELIVERED + HELD + ADOPTED_LEFT}. Sender
 * thread only.
 */
final class Settlement {
  private final Ledger ledger;
  private final Flushes flushes;
  private final Notices notices;

  Settlement(Ledger ledger, Flushes flushes, Notices notices) {
    this.ledger = ledger;
    this.flushes = flushes;
    this.notices = notices;
  }

  /** A dead process's records were taken over. */
  void adopted(long records) {
    ledger.add(Counter.ADOPTED, records);
    ledger.add(Counter.ADOPTED_LEFT, records);
  }

  /** Records went from a log into a batch. */
  void read(Lane lane, long records) {
    leftTheLog(lane, records);
    ledger.add(Counter.HELD, records);
  }

  /** The head passed records that are lost. */
  void passed(Lane lane, long records, Counter why) {
    leftTheLog(lane, records);
    ledger.add(why, records);
    notices.dropped(why, records);
    if (lane.isLive()) {
      flushes.count(lane.headOrdinal() - records, lane.headOrdinal(), why);
    }
  }

  /** What was announced of an adopted log and never came. */
  void missing() {
    long missing = ledger.get(Counter.ADOPTED_LEFT);
    if (missing > 0) {
      ledger.set(Counter.ADOPTED_LEFT, 0);
      ledger.add(Counter.DAMAGED, missing);
      notices.dropped(Counter.DAMAGED, missing);
    }
  }

  /** Records of a batch are settled as lost. */
  void settled(Batch batch, int from, int to, Counter why) {
    leftTheBatch(batch, to - from);
    ledger.add(why, to - from);
    notices.dropped(why, to - from);
    if (batch.lane.isLive()) {
      flushes.count(batch.firstOrdinal + from, batch.firstOrdinal + to, why);
    }
  }

  /** Records of a batch were taken by the agent. */
  void delivered(Batch batch, int from, int to, long skippedByAgent) {
    int records = to - from;
    long skipped = Math.min(records, skippedByAgent);
    leftTheBatch(batch, records);
    ledger.add(Counter.SKIPPED, skipped);
    ledger.add(Counter.DELIVERED, records - skipped);
    if (batch.lane.isLive()) {
      flushes.countTaken(batch.firstOrdinal + from, batch.firstOrdinal + to, skipped);
    }
  }

  private void leftTheLog(Lane lane, long records) {
    if (lane.isLive()) {
      ledger.add(Counter.TAKEN, records);
      return;
    }
    long left = ledger.get(Counter.ADOPTED_LEFT) - records;
    if (left < 0) {
      // More than was found when it was adopted: a damaged stretch counts for more than it seemed
      // to hold.
      ledger.add(Counter.ADOPTED, -left);
    }
    ledger.set(Counter.ADOPTED_LEFT, Math.max(0, left));
  }

  private void leftTheBatch(Batch batch, long records) {
    ledger.add(Counter.HELD, -records);
    batch.lane.onSettled(records);
  }
}
