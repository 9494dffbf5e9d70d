package io.watchlog.tracer.internal.ship;

import java.util.function.IntToLongFunction;

/**
 * Whether the agent may be tried now: the breaker, and the back-off after the last failure. Takes
 * the time as an argument.
 */
final class AgentHealth {
  static final long MISCONFIGURED_PROBE_NS = 30_000_000_000L;

  private final CircuitBreaker breaker = new CircuitBreaker();
  private final IntToLongFunction backOffNs;
  private int failures;
  private long successes;
  private boolean paused;
  private long pausedUntilNs;
  private boolean asked;
  private long askedUntilNs;

  /** With the back-off after so many failures. */
  AgentHealth(IntToLongFunction backOffNs) {
    this.backOffNs = backOffNs;
  }

  boolean maySend(long nowNs) {
    return breaker.allows(nowNs) && (!paused || nowNs - pausedUntilNs >= 0);
  }

  /** Whether only the answer to a probe changes {@link #maySend}, and no time. */
  boolean awaitsProbe() {
    return breaker.isProbing();
  }

  /** When {@link #maySend} may change by time alone. */
  long nextAttemptNs(long nowNs) {
    long nextNs = paused && pausedUntilNs - nowNs > 0 ? pausedUntilNs : nowNs;
    return !breaker.isClosed() && breaker.openUntilNs() - nextNs > 0
        ? breaker.openUntilNs()
        : nextNs;
  }

  /** Whether the next request is to find out, and should be small. */
  boolean probes() {
    return !breaker.isClosed();
  }

  CircuitBreaker.State breaker() {
    return breaker.state();
  }

  /** Requests that were taken so far. */
  long successes() {
    return successes;
  }

  int consecutiveFailures() {
    return failures;
  }

  /** Something is being sent; returns whether it is the breaker's probe. */
  boolean onSend() {
    return breaker.onSend();
  }

  /** A request ended and says nothing of the agent. */
  void noVerdict(boolean wasProbe) {
    breaker.onNoVerdict(wasProbe);
  }

  void taken() {
    successes++;
    failures = 0;
    endBackOff();
    breaker.onSuccess();
  }

  /**
   * The agent could not be reached, or is busy. Once the breaker is open it alone says when to look
   * again, or what the agent has asked for: the back-off may be five seconds by then.
   */
  void unavailable(long nowNs, long retryAfterMs, boolean wasProbe) {
    failures++;
    breaker.onFailure(nowNs, wasProbe);
    long askedNs = RetryPolicy.retryAfterNs(retryAfterMs);
    if (askedNs > 0 && (!asked || nowNs + askedNs - askedUntilNs > 0)) {
      asked = true;
      askedUntilNs = nowNs + askedNs;
    }
    if (breaker.isClosed()) {
      pause(nowNs, Math.max(backOffNs.applyAsLong(failures), askedNs));
    } else {
      endBackOff();
    }
  }

  /**
   * Somebody must change something; look again now and then. The breaker counts it, or each of many
   * flushes would look again.
   */
  void misconfigured(long nowNs, boolean wasProbe) {
    failures++;
    breaker.onFailure(nowNs, wasProbe);
    pause(nowNs, MISCONFIGURED_PROBE_NS);
  }

  /** The agent failed over what it was sent: that one rests, others may go on. */
  void failedOverPiece(long nowNs, boolean wasProbe) {
    failures++;
    breaker.onFailure(nowNs, wasProbe);
  }

  /** The agent is there, and did not like what it was sent. */
  void refused() {
    failures++;
    endBackOff();
    breaker.onSuccess();
  }

  /** A flush asks: the back-off is cut short; the breaker is not. */
  void attemptNow() {
    paused = false;
    asked = false;
  }

  /** There may be no other chance: the breaker is not waited for either. */
  void lastAttempt(long nowNs) {
    attemptNow();
    breaker.probeNow(nowNs);
  }

  /** A pause that the agent asked for itself is kept, whatever came late. */
  private void endBackOff() {
    paused = asked;
    pausedUntilNs = askedUntilNs;
  }

  private void pause(long nowNs, long delayNs) {
    if (!paused || nowNs + delayNs - pausedUntilNs > 0) {
      pausedUntilNs = nowNs + delayNs;
    }
    paused = true;
  }
}
