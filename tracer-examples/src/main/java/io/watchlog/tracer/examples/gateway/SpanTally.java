package io.watchlog.tracer.examples.gateway;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many spans of each name ended with each status. Thread-safe. */
final class SpanTally {
  /** What is counted apart. */
  record Kind(String name, String status) implements Comparable<Kind> {
    private static final Comparator<Kind> ORDER =
        Comparator.comparing(Kind::name).thenComparing(Kind::status);

    @Override
    public int compareTo(Kind other) {
      return ORDER.compare(this, other);
    }
  }

  private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

  void add(String name, String status) {
    counts.computeIfAbsent(new Kind(name, status), kind -> new LongAdder()).increment();
  }

  /** A copy, sorted by name and status. */
  SortedMap<Kind, Long> counts() {
    SortedMap<Kind, Long> copy = new TreeMap<>();
    counts.forEach((kind, count) -> copy.put(kind, count.sum()));
    return copy;
  }

  long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
