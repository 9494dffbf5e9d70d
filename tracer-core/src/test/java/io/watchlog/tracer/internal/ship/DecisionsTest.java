package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The parts of the policy that take the time as an argument. */
class DecisionsTest {
  private static final long MS = 1_000_000L;

  @Test
  void backOffDoublesUpToFiveSecondsWithFullJitterAndAFloor() {
    assertEquals(20 * MS, RetryPolicy.backOffNs(1, 0.0));
    assertEquals(100 * MS, RetryPolicy.backOffNs(1, 0.5));
    assertEquals(400 * MS, RetryPolicy.backOffNs(3, 0.5));
    assertEquals(2500 * MS, RetryPolicy.backOffNs(6, 0.5));
    assertEquals(2500 * MS, RetryPolicy.backOffNs(Integer.MAX_VALUE, 0.5));
    assertEquals(20 * MS, RetryPolicy.backOffNs(0, 0.01));
  }

  @Test
  void F52_retryAfterIsClampedToAMinute() {
    assertEquals(0, RetryPolicy.retryAfterNs(-1));
    assertEquals(5000 * MS, RetryPolicy.retryAfterNs(5000));
    assertEquals(60_000 * MS, RetryPolicy.retryAfterNs(Long.MAX_VALUE));
  }

  @Test
  void breakerOpensAfterFiveFailuresAndDoublesUpToFiveSeconds() {
    CircuitBreaker breaker = new CircuitBreaker();
    long now = Long.MAX_VALUE - 100 * MS; // nanoTime may wrap
    for (int i = 0; i < 4; i++) {
      breaker.onFailure(now, false);
    }
    assertTrue(breaker.allows(now));
    breaker.onFailure(now, false);
    for (long openMs : new long[] {500, 1000, 2000, 4000, 5000, 5000}) {
      assertFalse(breaker.allows(now + openMs * MS - 1));
      now += openMs * MS;
      assertTrue(breaker.allows(now));
      assertTrue(breaker.onSend());
      assertFalse(breaker.allows(now), "one probe at a time");
      breaker.onFailure(now, false);
      assertFalse(breaker.allows(now), "an older request's failure is not the probe's");
      breaker.onFailure(now, true);
    }
    now += 5000 * MS;
    assertTrue(breaker.onSend());
    breaker.onSuccess();
    assertTrue(breaker.isClosed() && breaker.allows(now));
  }

  @Test
  void failuresOfRequestsThatWereUnderWayDoNotLengthenTheBreak() {
    CircuitBreaker breaker = new CircuitBreaker();
    for (int i = 0; i < 9; i++) {
      breaker.onFailure(0, false);
    }
    assertTrue(breaker.allows(500 * MS));
  }

  @Test
  void aPauseEndsByTimeByAFlushOrByASuccess() {
    AgentHealth health = new AgentHealth(failures -> 100 * MS);
    health.unavailable(0, 3000, false);
    assertFalse(health.maySend(2999 * MS));
    assertEquals(3000 * MS, health.nextAttemptNs(0));
    assertTrue(health.maySend(3000 * MS));
    health.attemptNow();
    assertTrue(health.maySend(1));
    health.misconfigured(0, false);
    assertFalse(health.maySend(29_999 * MS));
    health.taken();
    assertTrue(health.maySend(1));
    assertEquals(0, health.consecutiveFailures());
  }

  @Test
  void aPauseThatTheAgentAskedForOutlastsALateAnswer() {
    AgentHealth health = new AgentHealth(failures -> 100 * MS);
    health.unavailable(0, 3000, false);
    health.taken();
    health.refused();
    assertFalse(health.maySend(2999 * MS));
    assertTrue(health.maySend(3000 * MS));
    health.unavailable(4000 * MS, -1, false);
    health.taken();
    assertTrue(health.maySend(4001 * MS));
  }

  @Test
  void anOpenBreakerAloneSaysWhenToLookAgainUnlessTheAgentHasAsked() {
    AgentHealth health = new AgentHealth(failures -> 4000 * MS);
    for (int i = 0; i < 5; i++) {
      health.unavailable(0, -1, false);
    }
    assertEquals(500 * MS, health.nextAttemptNs(0));
    assertTrue(health.maySend(500 * MS));
    health.unavailable(0, 7000, false);
    assertEquals(7000 * MS, health.nextAttemptNs(0));
  }

  @Test
  void aFlushDoesNotCloseTheBreaker() {
    AgentHealth health = new AgentHealth(failures -> 0);
    for (int i = 0; i < 5; i++) {
      health.unavailable(0, -1, false);
    }
    health.attemptNow();
    assertFalse(health.maySend(1));
    assertTrue(health.probes());
    assertEquals(500 * MS, health.nextAttemptNs(1));
  }

  @Test
  void theLastAttemptWaitsNeitherForTheBreakerNorForTheBackOff() {
    AgentHealth health = new AgentHealth(failures -> 100 * MS);
    for (int i = 0; i < 5; i++) {
      health.unavailable(0, 3000, false);
    }
    health.lastAttempt(1);
    assertTrue(health.maySend(1));
    assertTrue(health.onSend(), "a probe");
    health.lastAttempt(2);
    assertFalse(health.maySend(2), "one is out");
    health.taken();
    assertTrue(health.maySend(3));
  }

  @Test
  void theLimitFallsToWhatMayFitAndRisesWithTime() {
    BatchLimit limit = new BatchLimit(100_000);
    limit.tooLarge(80_000, 0);
    assertEquals(40_000, limit.bytes());
    limit.tooLarge(3, 0);
    assertEquals(BatchLimit.LEAST_BYTES, limit.bytes());
    limit.taken(BatchLimit.RAISE_AFTER_NS - 1);
    assertEquals(1024, limit.bytes());
    long now = 0;
    for (int i = 0; i < 10; i++) {
      now += BatchLimit.RAISE_AFTER_NS;
      limit.taken(now);
    }
    assertEquals(100_000, limit.bytes());
  }

  @Test
  void rangesKeepTheirOrder() {
    Ranges ranges = new Ranges();
    for (int i = 20; i > 0; i -= 2) {
      ranges.add(i, i + 1);
    }
    assertEquals(10, ranges.recordsBefore(Integer.MAX_VALUE));
    assertEquals(3, ranges.recordsBefore(7));
    ranges.cut(0, 1);
    assertEquals(4, ranges.from(0));
    ranges.add(0, 3);
    assertEquals(0, ranges.largest());
    ranges.cut(0, 2);
    assertEquals(2, ranges.from(0));
    assertEquals(3, ranges.to(0));
    assertEquals(9, ranges.largest(), "the last of several");
    assertEquals(8, ranges.from(3));
    ranges.cut(3, 1);
    assertEquals(10, ranges.from(3));
    assertEquals(9, ranges.size());
  }
}
