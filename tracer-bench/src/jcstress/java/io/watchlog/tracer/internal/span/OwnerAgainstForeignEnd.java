package io.watchlog.tracer.internal.span;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The thread that owns a record sets the cost of its span to 1, plainly, then starts spans until it
 * has that memory again or holds enough others; another thread ends the first span meanwhile.
 *
 * <p>First: what the foreign end copied, -1 where it did not end the span. Second: whether the
 * owner was let in. Third: what a span in the same memory had as it began, -1 where there was none.
 * Forbidden is all else: an end that sees the mark of a value and not the value (a first number
 * over 1 or a cost that was not let in), and a next span that begins with the late one's cost.
 */
@JCStressTest
@Outcome(id = "-1, 1, -1", expect = ACCEPTABLE, desc = "Never met.")
@Outcome(id = "1, 1, (0|-1)", expect = ACCEPTABLE, desc = "Set before the end.")
@Outcome(id = "0, 1, (0|-1)", expect = ACCEPTABLE, desc = "At the same moment: not included.")
@Outcome(id = "0, 0, (0|-1)", expect = ACCEPTABLE, desc = "Ended before it was set.")
@State
public class OwnerAgainstForeignEnd {
  /** The smallest pool in which threads have lists of their own. */
  private static final int WITH_OWNERS = 8_192;

  /** The generation of a new record's first span. */
  private static final int FIRST = 1;

  private static final int MORE = 8;

  /** So many that the end often comes while the owner is at it. */
  private static final int LOOKS = 1_000;

  private final OpenSpans pool = OneSpan.pool(WITH_OWNERS);
  private volatile SpanRecord open;

  @Actor
  public void owner(III_Result r) {
    SpanRecord mine = pool.take();
    mine.cost = 3; // of a span long ago
    int generation = pool.open(mine);
    open = mine;
    r.r2 = OneSpan.cost(pool, mine, generation, 1) ? 1 : 0;
    r.r3 = -1;
    for (int i = 0; i < MORE; i++) {
      SpanRecord next = pool.take();
      int unused = pool.open(next);
      if (next == mine) {
        r.r3 = OneSpan.sentCost(next);
        // With the handle of the span before.
        if (OneSpan.cost(pool, mine, generation, 4)) {
          throw new AssertionError("a stale handle was let in");
        }
      }
    }
  }

  @Actor
  public void ender(III_Result r) {
    SpanRecord seen = open;
    for (int i = 0; seen == null && i < LOOKS; i++) {
      seen = open;
    }
    r.r1 = -1;
    if (seen != null && pool.end(seen, FIRST)) {
      r.r1 = OneSpan.sentCost(seen);
      pool.giveBack(seen);
    }
  }
}
