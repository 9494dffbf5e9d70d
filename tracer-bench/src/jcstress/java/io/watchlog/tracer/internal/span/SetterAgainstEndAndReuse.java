package io.watchlog.tracer.internal.span;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * A thread sets the cost of a span that is not its own to 1, while another ends that span and
 * starts the next one in its memory, with a cost of 2. First: whether the setter was let in;
 * second: what the end copied; third: the next span's cost in the end, -1 where there is none yet.
 *
 * <p>Forbidden is all else, above all a next span of cost 1 (the late write landed in it) or 0 (it
 * lost its own), and an end that copies what was never let in.
 */
@JCStressTest
@Outcome(id = "false, 0, 2", expect = ACCEPTABLE, desc = "Ended before the setter came.")
@Outcome(id = "true, 1, 2", expect = ACCEPTABLE, desc = "Set before the end.")
@Outcome(id = "true, 0, 2", expect = ACCEPTABLE, desc = "At the same moment: not included.")
@Outcome(id = "true, [01], -1", expect = ACCEPTABLE, desc = "Pinned until after the start.")
@State
public class SetterAgainstEndAndReuse {
  private final OneSpan span = new OneSpan();
  private SpanRecord next;

  @Actor
  public void setter(ZII_Result r) {
    r.r1 = OneSpan.cost(span.pool, span.record, span.generation, 1);
  }

  @Actor
  public void ender(ZII_Result r) {
    if (span.end()) {
      r.r2 = OneSpan.sentCost(span.record);
      span.pool.giveBack(span.record);
    }
    next = span.next();
    if (next != null && !OneSpan.cost(span.pool, next, next.generation(), 2)) {
      throw new AssertionError("nobody has ended the next span");
    }
  }

  @Arbiter
  public void arbiter(ZII_Result r) {
    r.r3 = next == null ? -1 : OneSpan.sentCost(next);
    if (next == null && span.next() == null) {
      throw new AssertionError("the last unpin must have given the record back");
    }
  }
}
