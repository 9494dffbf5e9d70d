package io.watchlog.tracer.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the spans that a {@link Recorder} was given. Immutable.
 *
 * @param delivered were taken at the other end
 * @param lost others, by cause: each span is in one
 * @param notes counts of what is no loss, but worth knowing
 */
record Account(long delivered, Map<String, Long> lost, Map<String, Long> notes) {
  Account {
    lost = Collections.unmodifiableMap(new LinkedHashMap<>(lost));
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }

  /** Without notes. */
  static Account of(long delivered, Map<String, Long> lost) {
    return new Account(delivered, lost, Map.of());
  }

  long totalLost() {
    return lost.values().stream().mapToLong(Long::longValue).sum();
  }

  Account since(Account before) {
    return new Account(
        delivered - before.delivered,
        difference(lost, before.lost),
        difference(notes, before.notes));
  }

  private static Map<String, Long> difference(Map<String, Long> now, Map<String, Long> before) {
    Map<String, Long> difference = new LinkedHashMap<>();
    now.forEach((cause, count) -> difference.put(cause, count - before.getOrDefault(cause, 0L)));
    return difference;
  }
}
