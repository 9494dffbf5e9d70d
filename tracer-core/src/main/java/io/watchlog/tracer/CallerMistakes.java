package io.watchlog.tracer;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Counts what callers got wrong, and remembers the first of each kind for the log. Thread-safe; the
 * line is written later and once, by a thread of the tracer's, since a hot path must not wait for a
 * logger.
 */
final class CallerMistakes implements ValueReport {
  private static final Pattern ID = Pattern.compile("(span|trace)-[0-9a-f-]{1,36}");

  private final Counters counters;
  private final AtomicReference<String> firstInvalid = new AtomicReference<>();
  private final AtomicReference<String> firstUnknown = new AtomicReference<>();
  private boolean invalidLogged;
  private boolean unknownLogged;

  CallerMistakes(Counters counters) {
    this.counters = counters;
  }

  @Override
  public void invalid(String what) {
    counters.increment(Counter.INVALID_VALUES);
    firstInvalid.compareAndSet(null, what);
  }

  /** A span was ended with data of which so many values were replaced, and so many cut. */
  void inData(int invalid, int truncated) {
    if (invalid > 0) {
      counters.add(Counter.INVALID_VALUES, invalid);
      firstInvalid.compareAndSet(null, "a part of a SpanData");
    }
    if (truncated > 0) {
      counters.add(Counter.TRUNCATED_VALUES, truncated);
    }
  }

  @Override
  public void truncated() {
    counters.increment(Counter.TRUNCATED_VALUES);
  }

  /** An id was ended that is not open here. */
  void unknownId(String id) {
    counters.increment(Counter.UNKNOWN_IDS);
    if (firstUnknown.get() == null) {
      firstUnknown.compareAndSet(null, printable(id));
    }
  }

  /** Writes the lines that are due; for one thread. */
  void log(ThrottledLog log) {
    String invalid = firstInvalid.get();
    if (invalid != null && !invalidLogged) {
      invalidLogged = true;
      log.warn(
          "invalid-value",
          "An invalid value was replaced by a neutral one (first: "
              + invalid
              + "); stats().invalidValues() counts them, this line is not repeated",
          null);
    }
    String unknown = firstUnknown.get();
    if (unknown != null && !unknownLogged) {
      unknownLogged = true;
      log.warn(
          "unknown-id",
          "A span was to be ended that is not open here (first: "
              + unknown
              + "); stats().unknownIds() counts them, this line is not repeated",
          null);
    }
  }

  /** What may stand in a log line: an id, since any other text may hold a secret. */
  private static String printable(String id) {
    if (id == null || id.isEmpty()) {
      return id == null ? "null" : "an empty one";
    }
    return ID.matcher(id).matches() ? id : "a text of " + id.length() + " characters";
  }
}
