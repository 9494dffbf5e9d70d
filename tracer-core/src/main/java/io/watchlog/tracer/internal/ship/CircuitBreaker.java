package io.watchlog.tracer.internal.ship;

/**
 * Stops sending to an agent that fails: five failures in a row open it for 500 ms, each failed
 * probe doubles that up to 5 s, one success closes it. Takes the time as an argument.
 */
public final class CircuitBreaker {
  /** What it lets through. */
  public enum State {
    /** Everything. */
    CLOSED,
    /** Nothing before its time is over. */
    OPEN,
    /** One small request is out, whose answer decides. */
    HALF_OPEN
  }

  static final int FAILURES_TO_OPEN = 5;
  static final long FIRST_OPEN_NS = 500_000_000L;
  static final long LONGEST_OPEN_NS = 5_000_000_000L;

  private int failures;
  private long openForNs;
  private long openUntilNs;
  private boolean probing;

  CircuitBreaker() {}

  State state() {
    if (isClosed()) {
      return State.CLOSED;
    }
    return probing ? State.HALF_OPEN : State.OPEN;
  }

  /** Closed: anything may be sent. */
  boolean isClosed() {
    return openForNs == 0;
  }

  /** Whether something may be sent: one probe, once the time is over. */
  boolean allows(long nowNs) {
    return isClosed() || (!probing && nowNs - openUntilNs >= 0);
  }

  /** When it will allow a probe; only where it is open. */
  long openUntilNs() {
    return openUntilNs;
  }

  /** Whether a probe is out, and nothing may be sent before its answer. */
  boolean isProbing() {
    return probing;
  }

  /** Something is being sent; returns whether it is the probe. */
  boolean onSend() {
    probing = !isClosed();
    return probing;
  }

  void onSuccess() {
    failures = 0;
    openForNs = 0;
    probing = false;
  }

  /** A request failed; what was sent before the breaker opened says nothing of its probe. */
  void onFailure(long nowNs, boolean wasProbe) {
    failures++;
    if (wasProbe && probing) {
      open(nowNs, Math.min(LONGEST_OPEN_NS, 2 * openForNs));
    } else if (isClosed() && failures >= FAILURES_TO_OPEN) {
      open(nowNs, FIRST_OPEN_NS);
    }
  }

  /** Allows a probe now, if none is out. */
  void probeNow(long nowNs) {
    openUntilNs = nowNs;
  }

  /** A request came to nothing, neither good nor bad. */
  void onNoVerdict(boolean wasProbe) {
    probing &= !wasProbe;
  }

  private void open(long nowNs, long forNs) {
    openForNs = forNs;
    openUntilNs = nowNs + forNs;
    probing = false;
  }
}
