package io.watchlog.tracer.internal.span;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A thread gives two records back to their owner, who takes what is there. First: what the owner
 * got, as bits of the indices; second: what is there afterwards. Forbidden is all in which a record
 * is in both, or in neither.
 */
@JCStressTest
@Outcome(id = "0, 3", expect = ACCEPTABLE, desc = "Taken before.")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Taken in between.")
@Outcome(id = "3, 0", expect = ACCEPTABLE, desc = "Taken behind.")
@State
public class ReturnStackAgainstOwner {
  final RecordOwner owner = new RecordOwner(null, 2, 2);
  final SpanRecord[] records = {new SpanRecord(this, 0, 0), new SpanRecord(this, 1, 0)};

  @Actor
  public void giver() {
    owner.pushReturned(records[0]);
    owner.pushReturned(records[1]);
  }

  @Actor
  public void owner(II_Result r) {
    r.r1 = taken(owner, records);
  }

  @Arbiter
  public void arbiter(II_Result r) {
    r.r2 = taken(owner, records);
  }

  /** Takes all that was given back; -1 where a record is there twice. */
  static int taken(RecordOwner owner, SpanRecord[] records) {
    int seen = 0;
    for (int top = owner.takeReturned(); top != 0; top = records[top - 1].nextFree) {
      int bit = 1 << (top - 1);
      if ((seen & bit) != 0) {
        return -1;
      }
      seen |= bit;
    }
    return seen;
  }
}
