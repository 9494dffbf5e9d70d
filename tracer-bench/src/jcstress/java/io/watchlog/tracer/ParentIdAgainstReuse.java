package io.watchlog.tracer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A child is started by its parent's id, while the parent ends and another span begins in its
 * memory. The result is the child's trace. Forbidden is all but the parent's and, where that was
 * not open, the thread's own: above all the second span's.
 */
@JCStressTest
@Outcome(id = "first trace", expect = ACCEPTABLE, desc = "The parent was open.")
@Outcome(id = "own", expect = ACCEPTABLE, desc = "It was not: the thread's own trace.")
@State
public class ParentIdAgainstReuse {
  private final TwoSpans spans = new TwoSpans();
  private final String parentId = spans.first.id();

  @Actor
  public void reuser() {
    Span unused = spans.second();
  }

  @Actor
  public void starter(L_Result r) {
    // There is no room for the child, which is all the same: it has a trace.
    String trace = spans.recorder.startChild(parentId, "child", null).traceId();
    r.r1 = trace.startsWith(Trace.PREFIX) ? "own" : trace;
  }
}
