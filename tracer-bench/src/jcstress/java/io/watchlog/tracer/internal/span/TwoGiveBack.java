package io.watchlog.tracer.internal.span;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads give records back to one owner, who then must find all, once each. */
@JCStressTest
@Outcome(id = "255", expect = ACCEPTABLE, desc = "All are there.")
@State
public class TwoGiveBack {
  private static final int RECORDS = 8;

  private final RecordOwner owner = new RecordOwner(null, RECORDS, RECORDS);
  private final SpanRecord[] records = new SpanRecord[RECORDS];

  public TwoGiveBack() {
    for (int i = 0; i < RECORDS; i++) {
      records[i] = new SpanRecord(this, i, 0);
    }
  }

  @Actor
  public void one() {
    give(0, RECORDS / 2);
  }

  @Actor
  public void two() {
    give(RECORDS / 2, RECORDS);
  }

  private void give(int from, int to) {
    for (int i = from; i < to; i++) {
      owner.pushReturned(records[i]);
    }
  }

  @Arbiter
  public void arbiter(I_Result r) {
    r.r1 = ReturnStackAgainstOwner.taken(owner, records);
  }
}
