package io.watchlog.tracer;

import java.time.Instant;

/**
 * How delivery to the agent stands, as of its last request. An immutable value.
 *
 * @param breaker whether requests are held back because the agent fails
 * @param consecutiveFailures requests that have failed in a row; 0 after a success
 * @param lastFailureTime when a request failed last, by the tracer's clock; kept after a success,
 *     null where none ever failed
 * @param lastFailure what it was, one line as in the log; null where none ever failed
 */
public record DeliveryStatus(
    Breaker breaker, int consecutiveFailures, Instant lastFailureTime, String lastFailure) {
  static final DeliveryStatus NONE = new DeliveryStatus(Breaker.CLOSED, 0, null, null);

  /** Keeps an agent that fails from being asked all the time. */
  public enum Breaker {
    /** Requests go out as spans come. */
    CLOSED,
    /**
     * Nothing goes out for 500 ms after five failures in a row, and for twice as long after each
     * further one, up to 5 s. Spans are kept. Only {@code close} tries once more all the same.
     */
    OPEN,
    /** One small request is out: its answer closes the breaker, or opens it again. */
    HALF_OPEN
  }
}
