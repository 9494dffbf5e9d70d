package io.watchlog.tracer.internal.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Sequences in ascending ranges. It counts all and keeps the first ranges only, so that a log that
 * is nothing but damage takes no memory. Not thread-safe.
 */
final class SequenceRanges {
  private static final int KEPT = 50;

  private final List<String> kept = new ArrayList<>();
  private long ranges;
  private long count;

  /** Adds the sequences from {@code first} to {@code last}, if there are any. */
  void add(long first, long last) {
    if (first > last) {
      return;
    }
    ranges++;
    // A forged record may bear any sequence.
    long sum = count + (last - first + 1);
    count = sum < count ? Long.MAX_VALUE : sum;
    if (kept.size() < KEPT) {
      kept.add(first == last ? Long.toString(first) : first + ".." + last);
    }
  }

  /** How many sequences there are. */
  long count() {
    return count;
  }

  @Override
  public String toString() {
    String listed = String.join(", ", kept);
    return ranges > kept.size() ? listed + " and " + (ranges - kept.size()) + " more" : listed;
  }
}
