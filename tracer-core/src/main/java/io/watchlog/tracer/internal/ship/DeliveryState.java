package io.watchlog.tracer.internal.ship;

/**
 * How delivery stands, as a value that any thread may read.
 *
 * @param breaker of the agent
 * @param consecutiveFailures requests that have failed in a row
 * @param failure the last one, also after a success; null where there was none
 */
public record DeliveryState(
    CircuitBreaker.State breaker, int consecutiveFailures, Failure failure) {
  /** Nothing was sent yet. */
  public static final DeliveryState NEW = new DeliveryState(CircuitBreaker.State.CLOSED, 0, null);

  /**
   * A request that failed.
   *
   * @param epochMs when
   * @param what one line
   * @param thrown what the network said, may be null
   */
  public record Failure(long epochMs, String what, Throwable thrown) {}
}
