package io.watchlog.tracer.testkit;

import org.agrona.collections.LongHashSet;

/**
 * Counts spans by the low halves of their ids, which are unique on their own: a million of them fit
 * where a million texts would not. Not thread-safe.
 */
public final class SpanCount {
  private static final String FIELD = "\"spanId\":\"";

  private final LongHashSet lows = new LongHashSet();
  private long duplicates;

  /** Counts every span of a body; returns how many those were. */
  int scan(String body) {
    int found = 0;
    for (int at = body.indexOf(FIELD); at >= 0; at = body.indexOf(FIELD, at)) {
      int from = at + FIELD.length();
      at = body.indexOf('"', from);
      add(body.substring(from, at));
      found++;
    }
    return found;
  }

  private void add(String id) {
    if (!lows.add(low(id))) {
      duplicates++;
    }
  }

  boolean contains(long low) {
    return lows.contains(low);
  }

  long duplicates() {
    return duplicates;
  }

  /** The low half of an id; of one that is no uuid, its hash. */
  public static long low(String id) {
    int end = id.length();
    boolean uuid = end > 18 && id.charAt(end - 13) == '-' && id.charAt(end - 18) == '-';
    if (!uuid) {
      return id.hashCode();
    }
    return Long.parseUnsignedLong(id, end - 17, end - 13, 16) << 48
        | Long.parseLong(id, end - 12, end, 16);
  }
}
