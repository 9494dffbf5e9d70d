package io.watchlog.tracer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.watchlog.tracer.internal.metrics.Counter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * A span is ended by its id, while its own thread ends it and starts another in its memory. First:
 * whether the second span is open; second: how many spans the ring has; third: how many calls came
 * too late. Forbidden is all else: the second span must never be ended by the first one's id.
 */
@JCStressTest
@Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "One end wins, the other is counted.")
@Outcome(id = "false, 1, 1", expect = ACCEPTABLE, desc = "No room yet for the second span.")
@State
public class EndByIdAgainstReuse {
  private final TwoSpans spans = new TwoSpans();
  private final String id = spans.first.id();
  private Span second;

  @Actor
  public void reuser() {
    second = spans.second();
  }

  @Actor
  public void ender() {
    spans.recorder.end(id, null);
  }

  @Arbiter
  public void arbiter(ZII_Result r) {
    r.r1 = second.isRecording();
    r.r2 = (int) spans.ring.claimed();
    r.r3 = spans.count(Counter.STALE_CALLS) + spans.count(Counter.UNKNOWN_IDS);
  }
}
