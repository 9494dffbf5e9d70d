package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.span.WallClock;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What there is to send: the live log, and one adopted log at a time, taken in turn. Sender thread
 * only.
 */
final class Intake {
  private static final long LOOK_EVERY_NS = 30_000_000_000L;

  /** Batches that wait for a retry or a verdict, beside those in flight. */
  private static final int MAX_WAITING = 2;

  /** Batches beside those of which only suspects are left, or that wait for such a one. */
  private static final int MAX_SUSPECT = 4;

  private final SenderSettings settings;
  private final Lane live;
  private final LiveLog liveLog;
  private final OrphanFinder orphans;
  private final WallClock clock;
  private final Settlement settlement;
  private final Notices notices;
  private final Ledger ledger;
  private final Flushes flushes;
  private final BatchBuilder builder;
  private final BatchLimit limit;

  private Lane adopted;
  private OrphanFinder.AdoptedRecords adoptedLog;
  private long lookAtNs = System.nanoTime();
  private boolean adoptedHadTurn;
  private boolean lingering;
  private long lingerUntilNs;

  Intake(
      SenderSettings settings,
      LiveLog liveLog,
      OrphanFinder orphans,
      WallClock clock,
      Settlement settlement,
      Notices notices,
      Ledger ledger,
      Flushes flushes) {
    this.settings = settings;
    this.liveLog = liveLog;
    this.live = new Lane(liveLog.source(), true, settlement);
    this.orphans = orphans;
    this.clock = clock;
    this.settlement = settlement;
    this.notices = notices;
    this.ledger = ledger;
    this.flushes = flushes;
    this.builder =
        new BatchBuilder(
            settings.batchSize(),
            settings.maxConnections(),
            e -> notices.internalError("reading a log", e));
    this.limit = new BatchLimit(settings.maxBatchBytes());
  }

  BatchLimit limit() {
    return limit;
  }

  Lane live() {
    return live;
  }

  /** Gives up what is too old or too much; false if there is more to give up. */
  boolean expireAndEvict() {
    long expiryMs = clock.epochMs() - settings.queueItemTtlMs();
    boolean done = live.expire(expiryMs);
    live.evict(live.source().excess(live.unsettled()));
    live.evictForRoom();
    live.acknowledgeSettled(builder);
    return (adopted == null || adopted.expire(expiryMs)) && done;
  }

  /** Takes over what a dead process left, closes what is drained. */
  void lookForOrphans(long nowNs) {
    if (adopted != null && adopted.held().isEmpty() && adopted.source().available() == 0) {
      closeAdopted();
      settlement.missing();
      lookAtNs = nowNs;
    }
    if (orphans == null || adopted != null || nowNs - lookAtNs < 0) {
      return;
    }
    lookAtNs = nowNs + LOOK_EVERY_NS;
    try {
      OrphanFinder.AdoptedRecords found = orphans.adoptNext();
      if (found != null) {
        adoptedLog = found;
        adopted = new Lane(found.source(), false, settlement);
        settlement.adopted(found.records());
        if (found.records() > 0) {
          notices.adopted(found.records());
        }
      }
    } catch (IOException | RuntimeException e) {
      notices.internalError("looking for what dead processes left", e);
    }
  }

  /** Nanoseconds until the next look for orphans. */
  long untilLookNs(long nowNs) {
    boolean looks = orphans != null && adopted == null;
    return looks ? Math.max(0, lookAtNs - nowNs) : Long.MAX_VALUE;
  }

  /** The first held batch that may be sent now and is wanted, a live one if there is; or null. */
  Batch firstReady(long nowNs, Predicate<PoisonIsolation> wanted) {
    Batch ready = firstReady(live, nowNs, wanted);
    return ready == null && adopted != null ? firstReady(adopted, nowNs, wanted) : ready;
  }

  private static Batch firstReady(Lane lane, long nowNs, Predicate<PoisonIsolation> wanted) {
    for (Batch batch : lane.held()) {
      if (batch.isReady(nowNs) && wanted.test(batch.work)) {
        return batch;
      }
    }
    return null;
  }

  /** A new batch from the log whose turn it is; null where none is due. */
  Batch next(long nowNs, boolean requestsInFlight) {
    if (isFull()) {
      return null;
    }
    boolean liveDue = isLiveDue(nowNs, requestsInFlight);
    boolean adoptedDue = adopted != null && adopted.source().available() > 0;
    adoptedHadTurn = adoptedDue && !(liveDue && (adoptedHadTurn || !flushes.isEmpty()));
    if (adoptedHadTurn) {
      return read(adopted);
    }
    if (!liveDue) {
      return null;
    }
    lingering = false;
    return read(live);
  }

  private Batch read(Lane lane) {
    return lane.read(builder, limit.bytes(), clock.epochMs() - settings.queueItemTtlMs());
  }

  private boolean isLiveDue(long nowNs, boolean requestsInFlight) {
    long waiting = live.source().available();
    if (waiting == 0) {
      lingering = false;
      return false;
    }
    if (waiting >= settings.flushOnSpanCount()
        || (requestsInFlight && waiting >= settings.batchSize())
        || live.source().availableBytes() >= limit.bytes()
        || liveLog.waitsForRoom().getAsBoolean()
        || flushes.wants(live.headOrdinal())) {
      return true;
    }
    if (!lingering) {
      lingering = true;
      long ageMs = clock.epochMs() - live.source().headEndTimeMs();
      long intervalNs = settings.autoFlushIntervalNs();
      long ageNs = Math.max(0, Math.min(ageMs, intervalNs / 1_000_000L)) * 1_000_000L;
      lingerUntilNs = nowNs + intervalNs - ageNs;
    }
    return nowNs - lingerUntilNs >= 0;
  }

  /** Nanoseconds until the oldest live record has waited long enough. */
  long untilLingerEndsNs(long nowNs) {
    return lingering && !isFull() ? Math.max(0, lingerUntilNs - nowNs) : Long.MAX_VALUE;
  }

  /** Whether no further batch may be read before one is settled. */
  boolean isFull() {
    int held = live.held().size() + (adopted == null ? 0 : adopted.held().size());
    return held >= settings.maxConnections() + MAX_WAITING + MAX_SUSPECT
        || count(Intake::isUnderWay) >= settings.maxConnections() + MAX_WAITING;
  }

  private static boolean isUnderWay(Batch batch) {
    return batch.inFlight || batch.work.hasPieces();
  }

  private int count(Predicate<Batch> wanted) {
    int[] count = new int[1];
    forEachHeld(batch -> count[0] += wanted.test(batch) ? 1 : 0);
    return count[0];
  }

  /** Whether records wait, read or not. */
  boolean hasWaiting() {
    return live.source().available() > 0
        || !live.held().isEmpty()
        || (adopted != null && (adopted.source().available() > 0 || !adopted.held().isEmpty()));
  }

  /** Whether suspects are all that is left: no piece to send, and no batch to read. */
  boolean hasOnlySuspects() {
    boolean more =
        live.source().available() > 0 || (adopted != null && adopted.source().available() > 0);
    return count(Intake::isUnderWay) == 0 && (!more || isFull());
  }

  /** Batches with suspects. */
  int countSuspected() {
    return count(batch -> batch.work.hasSuspects());
  }

  /** Whether a batch is being searched for its poison. */
  boolean isIsolating() {
    return count(batch -> batch.work.isIsolating() && batch.work.unsettled() > 0) > 0;
  }

  /** When the next waiting batch has rested; {@code Long.MAX_VALUE} for none. */
  long untilRestedNs(long nowNs) {
    long[] soonest = {Long.MAX_VALUE};
    forEachHeld(
        batch -> {
          long waitNs = batch.untilReadyNs(nowNs);
          // Suspects that have rested wait for an answer, or for something else to be sent.
          if (!batch.inFlight && (waitNs > 0 || batch.work.hasPieces())) {
            soonest[0] = Math.min(soonest[0], waitNs);
          }
        });
    return soonest[0];
  }

  void forEachHeld(Consumer<Batch> action) {
    live.held().forEach(action);
    if (adopted != null) {
      adopted.held().forEach(action);
    }
  }

  /** Records that are not settled, on disk or in flight. */
  long pending() {
    return liveLog.appended().getAsLong()
        - ledger.get(Counter.TAKEN)
        + ledger.get(Counter.HELD)
        + ledger.get(Counter.ADOPTED_LEFT);
  }

  void acknowledgeSettled() {
    live.acknowledgeSettled(builder);
    if (adopted != null) {
      adopted.acknowledgeSettled(builder);
    }
  }

  /** Gives everything back; what is not settled stays in its log. */
  void close() {
    forEachHeld(Batch::release);
    live.held().clear();
    builder.close();
    if (adopted != null) {
      adopted.held().clear();
      closeAdopted();
    }
  }

  private void closeAdopted() {
    OrphanFinder.AdoptedRecords drained = adoptedLog;
    adopted = null;
    adoptedLog = null;
    try {
      drained.close();
    } catch (RuntimeException e) {
      notices.internalError("closing an adopted log", e);
    }
  }
}
