package io.watchlog.tracer.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.watchlog.tracer.internal.span.SpanFields;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * A span is published while the consumer polls for the last time, closes the ring and seals it.
 * First: whether the ring took the span; second: how many were polled; third: how many the seal
 * said would not be. Forbidden is all in which those two are not what was taken: a span that is
 * lost, or one that is counted twice.
 */
@JCStressTest
@Outcome(id = "true, 1, 0", expect = ACCEPTABLE, desc = "Taken and polled.")
@Outcome(id = "true, 0, 1", expect = ACCEPTABLE, desc = "Taken too late to be polled.")
@Outcome(id = "false, 0, 0", expect = ACCEPTABLE, desc = "Refused, and the caller's to count.")
@State
public class PublishAgainstSeal {
  private static final SpanFields SPAN = new SpanFields();

  private final SpanRing ring = new SpanRing(2, new IdleWait(50_000, 50_000));

  @Actor
  public void producer(ZII_Result r) {
    r.r1 = ring.tryPublish(SPAN, 0, null);
  }

  @Actor
  public void consumer(ZII_Result r) {
    r.r2 = ring.poll(slot -> {});
    ring.close();
    r.r3 = (int) ring.seal();
  }
}
