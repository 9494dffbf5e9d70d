package io.watchlog.tracer.internal.span;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads end one span. Both winning would send it twice, neither would lose it. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The first wins.")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The second wins.")
@State
public class TwoEnds {
  private final OneSpan span = new OneSpan();

  @Actor
  public void one(ZZ_Result r) {
    r.r1 = span.end();
  }

  @Actor
  public void two(ZZ_Result r) {
    r.r2 = span.end();
  }
}
