package io.watchlog.tracer.internal.span;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.HashSet;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Two threads take records from the shared stack and put them back in another order, which is what
 * ABA needs. First: whether they hold different records in the end; second: how many there are when
 * both were given back. Forbidden is all else: a record that two threads hold, or that is lost.
 */
@JCStressTest
@Outcome(id = "true, 4", expect = ACCEPTABLE, desc = "Each has its own, and none is lost.")
@State
public class SharedStack {
  private static final int RECORDS = 4;
  private static final int TURNS = 4;

  private final SharedRecords records = new SharedRecords(this, RECORDS);
  private SpanRecord one;
  private SpanRecord two;

  public SharedStack() {
    SpanRecord[] all = new SpanRecord[RECORDS];
    for (int i = 0; i < RECORDS; i++) {
      all[i] = records.take();
    }
    for (SpanRecord record : all) {
      records.push(record);
    }
  }

  @Actor
  public void one() {
    one = takenAfterSomeTurns();
  }

  @Actor
  public void two() {
    two = takenAfterSomeTurns();
  }

  private SpanRecord takenAfterSomeTurns() {
    for (int i = 0; i < TURNS; i++) {
      SpanRecord top = records.take();
      SpanRecord below = records.take();
      records.push(top);
      records.push(below);
    }
    return records.take();
  }

  @Arbiter
  public void arbiter(ZI_Result r) {
    r.r1 = one != two;
    records.push(one);
    records.push(two);
    Set<SpanRecord> all = new HashSet<>();
    SpanRecord next = records.take();
    while (next != null && all.add(next)) {
      next = records.take();
    }
    r.r2 = all.size();
  }
}
