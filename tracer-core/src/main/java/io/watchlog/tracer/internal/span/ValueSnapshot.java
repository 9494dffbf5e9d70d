package io.watchlog.tracer.internal.span;

/** Walks a structured value on the caller's thread, once, and only as far as it will be kept. */
public final class ValueSnapshot {
  private ValueSnapshot() {}

  /**
   * What a value is at this moment: a {@code String}, {@code Long}, finite {@code Double}, {@code
   * BigInteger} or {@code BigDecimal}, {@code Boolean}, null, {@code Object[]} or {@link
   * ObjectSnapshot}.
   *
   * @param value anything
   * @param maxChars about how many characters of it will be kept
   * @param invalid run for each part that had to be replaced
   */
  @SuppressWarnings("DoNotCallSuggester")
  public static Object of(Object value, int maxChars, Runnable invalid) {
    throw new AssertionError("written by the encode work");
  }
}
