package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The flushes that wait. Each is a position: first in the ring, and once the journal has passed
 * that, in the live log. Sender thread only.
 */
final class Flushes {
  private static final class Open {
    private final FlushRequest request;
    private long target = Long.MAX_VALUE;
    private long delivered;
    private long skipped;
    private long rejected;
    private long dropped;

    Open(FlushRequest request) {
      this.request = request;
    }

    boolean isResolved() {
      return target != Long.MAX_VALUE;
    }

    long overlap(long fromOrdinal, long toOrdinal) {
      return Math.max(0, Math.min(toOrdinal, target) - fromOrdinal);
    }
  }

  private final List<Open> open = new ArrayList<>();
  private final Counters counters;

  Flushes(Counters counters) {
    this.counters = counters;
  }

  void add(FlushRequest request) {
    open.add(new Open(request));
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Turns ring positions that the journal has passed into positions in the log. */
  void resolve(LiveLog live) {
    for (Open flush : open) {
      if (!flush.isResolved() && isPassed(flush, live)) {
        // Read after the journal's progress: what it consumed up to there is appended.
        flush.target = live.appended().getAsLong();
      }
    }
  }

  private static boolean isPassed(Open flush, LiveLog live) {
    return live.consumed().getAsLong() >= flush.request.ringPosition();
  }

  /** Whether one could be resolved now. */
  boolean canResolve(LiveLog live) {
    for (Open flush : open) {
      if (!flush.isResolved() && isPassed(flush, live)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the journal's progress matters. */
  boolean hasUnresolved() {
    for (Open flush : open) {
      if (!flush.isResolved()) {
        return true;
      }
    }
    return false;
  }

  /** Whether one waits for a record that has not been read. */
  boolean wants(long headOrdinal) {
    for (Open flush : open) {
      if (flush.target - headOrdinal > 0) {
        return true;
      }
    }
    return false;
  }

  /** Records of the live log were lost. */
  void count(long fromOrdinal, long toOrdinal, Counter why) {
    for (Open flush : open) {
      long records = flush.overlap(fromOrdinal, toOrdinal);
      if (why == Counter.REJECTED) {
        flush.rejected += records;
      } else {
        flush.dropped += records;
      }
    }
  }

  /** Records of the live log were taken by the agent. */
  void countTaken(long fromOrdinal, long toOrdinal, long skipped) {
    for (Open flush : open) {
      long records = flush.overlap(fromOrdinal, toOrdinal);
      long ofThose = Math.min(skipped, records);
      flush.skipped += ofThose;
      flush.delivered += records - ofThose;
    }
  }

  /** Nanoseconds until the first deadline; {@code Long.MAX_VALUE} where none waits. */
  long untilDeadlineNs(long nowNs) {
    long soonest = Long.MAX_VALUE;
    for (Open flush : open) {
      soonest = Math.min(soonest, flush.request.deadlineNs() - nowNs);
    }
    return soonest;
  }

  /**
   * Completes those that are done or at their deadline.
   *
   * @param all completes every one
   * @param error the last failure of delivery, for those that are not done
   */
  void complete(long nowNs, Lane lane, LiveLog live, boolean all, Supplier<Throwable> error) {
    List<Runnable> calls = new ArrayList<>();
    Iterator<Open> each = open.iterator();
    while (each.hasNext()) {
      Open flush = each.next();
      boolean due = all || nowNs - flush.request.deadlineNs() >= 0;
      long pending = flush.isResolved() || due ? pending(flush, lane, live) : Long.MAX_VALUE;
      if (due || pending == 0) {
        each.remove();
        FlushOutcome outcome =
            new FlushOutcome(
                flush.delivered,
                flush.skipped,
                flush.rejected,
                flush.dropped,
                pending,
                pending == 0 ? null : error.get());
        calls.add(() -> flush.request.done().accept(outcome));
      }
    }
    for (Runnable call : calls) {
      try {
        call.run();
      } catch (RuntimeException e) {
        counters.increment(Counter.INTERNAL_ERRORS);
      }
    }
  }

  private static long pending(Open flush, Lane lane, LiveLog live) {
    LiveLog.Place place =
        flush.isResolved()
            ? new LiveLog.Place(flush.target, 0)
            : live.place(flush.request.ringPosition());
    return place.inRing()
        + Math.max(0, place.inLog() - lane.headOrdinal())
        + lane.unsettledBefore(place.inLog());
  }
}
