package io.watchlog.tracer.internal.ship;

/** How long to wait before trying again: pure functions. */
final class RetryPolicy {
  static final long FLOOR_NS = 20_000_000L;
  static final long CEILING_NS = 5_000_000_000L;
  static final long FIRST_NS = 200_000_000L;
  static final long MAX_RETRY_AFTER_MS = 60_000L;

  private RetryPolicy() {}

  /**
   * Full jitter below a ceiling that doubles: {@code rand(0, min(5 s, 200 ms · 2ⁿ))}, at least 20
   * ms.
   *
   * @param failures before this wait, at least 1
   * @param random 0 (inclusive) to 1 (exclusive)
   */
  static long backOffNs(int failures, double random) {
    int doublings = Math.min(16, Math.max(0, failures - 1));
    long ceilingNs = Math.min(CEILING_NS, FIRST_NS << doublings);
    return Math.max(FLOOR_NS, (long) (ceilingNs * random));
  }

  /** A {@code Retry-After} as the least wait, clamped to 60 s; 0 for none. */
  static long retryAfterNs(long retryAfterMs) {
    return Math.max(0, Math.min(MAX_RETRY_AFTER_MS, retryAfterMs)) * 1_000_000L;
  }
}
