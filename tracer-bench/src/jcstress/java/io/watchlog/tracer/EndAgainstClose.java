package io.watchlog.tracer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.watchlog.tracer.internal.metrics.Counter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A span ends while the tracer closes. First: how many spans the journal would count as left in the
 * ring; second: how many the recorder counted as dropped. Forbidden is all but one of one: an end
 * that is in neither, or in both.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "In the ring.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Counted as dropped.")
@State
public class EndAgainstClose {
  private final TwoSpans spans = new TwoSpans();
  private int left;

  @Actor
  public void ender() {
    spans.first.end();
  }

  @Actor
  public void closer() {
    spans.ring.close();
    left = (int) spans.ring.seal();
  }

  @Arbiter
  public void arbiter(II_Result r) {
    r.r1 = left;
    r.r2 = spans.count(Counter.DROPPED_CLOSED);
  }
}
