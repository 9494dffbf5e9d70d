package io.watchlog.tracer.internal.span;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A thread opens one span more than it may hold, and so lets go of the first one, while another
 * thread ends that, in half of the cases while it writes to it.
 *
 * <p>First: whether the other thread ended the span. Second: in how many of these places its record
 * is afterwards: open as it was, open again, free for its owner, free for all. Third: whether it is
 * nobody's then, as it must be where it was not ended. Forbidden is every second number but 1, and
 * a record that is free for an owner who let go of it, which is told by a second number of {@link
 * #LOST}.
 */
@JCStressTest
@Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "Let go, and still open.")
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Let go, and ended.")
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Ended before, or held again.")
@State
public class LettingGoAgainstForeignEnd {
  /** The smallest pool in which threads have lists of their own. */
  private static final int WITH_OWNERS = 8_192;

  /** The generation of a new record's first span. */
  private static final int FIRST = 1;

  private static final int HELD = WITH_OWNERS / (2 * OpenSpans.MAX_OWNERS);
  private static final int LOST = 100;

  /** So many that the end often comes while the owner is at it. */
  private static final int LOOKS = 10_000;

  private final OpenSpans pool = OneSpan.pool(WITH_OWNERS);
  private volatile SpanRecord open;
  private SpanRecord mine;
  private RecordOwner first;
  private int places;

  @Actor
  public void owner() {
    for (int i = 0; i < HELD; i++) {
      SpanRecord record = opened();
      if (record.heldAt == 0) {
        mine = record;
        first = record.owner;
      }
    }
    open = mine;
    places += opened() == mine ? 1 : 0;
  }

  @Actor
  public void ender(III_Result r) {
    SpanRecord seen = open;
    for (int i = 0; seen == null && i < LOOKS; i++) {
      seen = open;
    }
    boolean pins = (System.identityHashCode(pool) & 1) == 0;
    boolean pinned = pins && seen != null && SpanRecord.pinned(seen, FIRST);
    if (seen != null && pool.end(seen, FIRST)) {
      r.r1 = 1;
      pool.giveBack(seen);
    }
    if (pinned) {
      pool.writtenLate(seen, SpanFields.COST);
    }
  }

  @Arbiter
  public void arbiter(III_Result r) {
    places += SpanRecord.isOpen(mine, FIRST) ? 1 : 0;
    r.r3 = mine.owner == first ? 0 : 1;
    boolean isOwners = first.takeReturned() == mine.index + 1; // nothing else was given back to it
    while (first.freeCount() > 0) {
      isOwners |= first.pop() == mine;
    }
    if (isOwners) {
      places += mine.owner == first ? 1 : LOST;
    }
    for (int i = 0; i < HELD; i++) {
      places += opened() == mine ? 1 : 0;
    }
    r.r2 = places;
  }

  private SpanRecord opened() {
    SpanRecord record = pool.take();
    int unused = pool.open(record);
    return record;
  }
}
