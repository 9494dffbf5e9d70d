package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.log.RecordSource.Handler;
import io.watchlog.tracer.internal.log.RecordSource.Position;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the sender does with a log: batches in flight, settled in any order, acknowledged in theirs.
 */
final class HeldBatches {
  private static final class Batch {
    final long from;
    final long to;
    Position end;
    boolean inFlight = true;

    Batch(long from, int count, Position end) {
      this.from = from;
      this.to = from + count;
      this.end = end;
    }
  }

  private final RecordSource source;
  private final Deque<Batch> held = new ArrayDeque<>();
  private long acknowledged;
  private long damaged;

  HeldBatches(RecordSource source) {
    this.source = source;
    this.acknowledged = source.position().nextSequence() - 1;
  }

  /** The last sequence before the cursor. */
  long acknowledged() {
    return acknowledged;
  }

  /** What the head passed over as damaged so far. */
  long damaged() {
    return damaged;
  }

  int read(Handler handler, int limit) {
    long from = source.headSequence();
    noteDamaged();
    int taken = source.read(handler, limit);
    if (taken > 0) {
      held.addLast(new Batch(from, taken, source.position()));
    }
    noteDamaged();
    return taken;
  }

  /** Gives up records at the head. */
  long skip(long count) {
    long skipped = source.skip(count);
    noteDamaged();
    if (skipped > 0) {
      cover();
    }
    return skipped;
  }

  /** The answer for one batch, whichever. */
  void settle(int which) {
    int left = held.isEmpty() ? 0 : which % held.size();
    for (Batch batch : held) {
      if (left-- == 0) {
        batch.inFlight = false;
      }
    }
    acknowledgeSettled();
  }

  void settleAll() {
    held.forEach(batch -> batch.inFlight = false);
    acknowledgeSettled();
  }

  /** The sequence behind the last record in flight; 0 where none is. */
  long heldBefore() {
    long before = 0;
    for (Batch batch : held) {
      before = batch.inFlight ? batch.to : before;
    }
    return before;
  }

  boolean isInFlightBefore(long sequence) {
    return held.stream().anyMatch(batch -> batch.inFlight && batch.from < sequence);
  }

  void acknowledgeSettled() {
    while (!held.isEmpty() && !held.peekFirst().inFlight) {
      acknowledge(held.pollFirst().end);
    }
  }

  private void acknowledge(Position position) {
    source.acknowledge(position);
    acknowledged = position.nextSequence() - 1;
  }

  private void noteDamaged() {
    long taken = source.takeDamaged();
    damaged += taken;
    if (taken > 0) {
      cover();
    }
  }

  private void cover() {
    if (held.isEmpty()) {
      acknowledge(source.position());
    } else {
      held.peekLast().end = source.position();
    }
  }
}
