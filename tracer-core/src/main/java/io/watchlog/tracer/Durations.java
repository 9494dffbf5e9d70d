package io.watchlog.tracer;

import java.time.Duration;

/** Durations as nanoseconds that can be added to a clock. */
final class Durations {
  /** Long enough for "for ever", and far from an overflow. */
  private static final long MAX_NS = Long.MAX_VALUE / 4;

  private Durations() {}

  /** Between 0 and 73 years. */
  static long toNanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.compareTo(Duration.ofNanos(MAX_NS)) >= 0 ? MAX_NS : duration.toNanos();
  }
}
