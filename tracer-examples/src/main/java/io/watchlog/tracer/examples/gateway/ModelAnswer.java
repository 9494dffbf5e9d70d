package io.watchlog.tracer.examples.gateway;

/**
 * What the model said.
 *
 * @param text all its words
 * @param inputTokens tokens of the prompt
 * @param outputTokens tokens of the answer
 */
record ModelAnswer(String text, long inputTokens, long outputTokens) {
  private static final double INPUT_PRICE = 0.03 / 1_000;
  private static final double OUTPUT_PRICE = 0.06 / 1_000;

  /** The price of the call in dollars. */
  double cost() {
    return inputTokens * INPUT_PRICE + outputTokens * OUTPUT_PRICE;
  }
}
