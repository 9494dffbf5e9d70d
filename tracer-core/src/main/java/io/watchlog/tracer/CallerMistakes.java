package io.watchlog.tracer;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts what callers got wrong, and remembers the first of each kind for the log. Thread-safe; the
 * line is written later and once, by a thread of the tracer's, since a hot path must not wait for a
 * logger.
 */
final class CallerMistakes {
  private static final String LOGGED = "";

  private final Counters counters;
  private final AtomicReference<String> firstInvalid = new AtomicReference<>();
  private final AtomicReference<String> firstUnknown = new AtomicReference<>();

  CallerMistakes(Counters counters) {
    this.counters = counters;
  }

  /** A value was replaced; {@code what} is a constant that names it. */
  void invalid(String what) {
    counters.increment(Counter.INVALID_VALUES);
    firstInvalid.compareAndSet(null, what);
  }

  /** So many values of a {@link SpanData} were replaced when it was built. */
  void invalid(int count) {
    if (count > 0) {
      counters.add(Counter.INVALID_VALUES, count);
      firstInvalid.compareAndSet(null, "a part of a SpanData");
    }
  }

  void truncated() {
    counters.increment(Counter.TRUNCATED_VALUES);
  }

  /** An id was ended that is not open here. */
  void unknownId(String id) {
    counters.increment(Counter.UNKNOWN_IDS);
    if (firstUnknown.get() == null) {
      firstUnknown.compareAndSet(null, id == null ? "null" : printable(id));
    }
  }

  /** Writes the lines that are due. */
  void log(ThrottledLog log) {
    String invalid = firstInvalid.get();
    if (invalid != null && !invalid.equals(LOGGED)) {
      firstInvalid.set(LOGGED);
      log.warn(
          "invalid-value",
          "An invalid value was replaced by a neutral one (first: "
              + invalid
              + "); stats().invalidValues() counts them, this line is not repeated",
          null);
    }
    String unknown = firstUnknown.get();
    if (unknown != null && !unknown.equals(LOGGED)) {
      firstUnknown.set(LOGGED);
      log.warn(
          "unknown-id",
          "A span was to be ended that is not open here (first: "
              + unknown
              + "); stats().unknownIds() counts them, this line is not repeated",
          null);
    }
  }

  private static String printable(String id) {
    StringBuilder text = new StringBuilder(64);
    id.chars().limit(64).forEach(c -> text.append(c > ' ' && c < 0x7F ? (char) c : '?'));
    return text.toString();
  }
}
