package io.watchlog.tracer.spi;

/**
 * Is told what the tracer loses and how delivery goes.
 *
 * <p>All methods are called on the tracer's own threads, never on the application's, and must
 * return quickly: while one runs, no span is journalled or delivered, so that one that stalls costs
 * counted drops. One that throws is contained and counted ({@code listenerFailures}). A flush from
 * inside a listener is refused with a result that says so.
 */
public interface TracerListener {
  /**
   * Spans were lost. Called with sums, at most a few times a second for each reason.
   *
   * @param reason why
   * @param count how many since the last call with this reason, at least 1
   */
  default void onDropped(DropReason reason, long count) {}

  /**
   * A request to the agent failed: nobody was there, it was not answered, or answered with a status
   * that says nothing of single spans. What the agent refuses for what is in it (400, 413 and the
   * like) is split instead, and {@link #onDropped} tells what that costs. A 500, which a single
   * span may cause, is told of once the breaker is open: from the fifth failure in a row on.
   *
   * @param cause what happened, one line
   * @param consecutiveFailures how many requests in a row have failed now, at least 1
   */
  default void onDeliveryFailure(String cause, int consecutiveFailures) {}

  /**
   * A request succeeded after failures.
   *
   * @param pending the spans that still wait at this moment
   */
  default void onDeliveryRecovered(long pending) {}

  /**
   * Records of a dead process of the same application were taken over.
   *
   * @param records how many, at least 1
   */
  default void onAdopted(long records) {}
}
