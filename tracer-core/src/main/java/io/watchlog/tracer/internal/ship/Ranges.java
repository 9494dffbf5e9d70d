package io.watchlog.tracer.internal.ship;

import java.util.Arrays;

/**
 * Disjoint ranges of a batch's records, {@code from} inclusive to {@code to} exclusive, in order.
 */
final class Ranges {
  private int[] bounds = new int[8];
  private int size;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int firstFrom() {
    return bounds[0];
  }

  int firstTo() {
    return bounds[1];
  }

  /** Records in all ranges with an index below a limit. */
  int recordsBefore(int limit) {
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.max(0, Math.min(limit, bounds[2 * i + 1]) - bounds[2 * i]);
    }
    return sum;
  }

  /** Adds a range that overlaps none that is there. */
  void add(int from, int to) {
    int at = 0;
    while (at < size && bounds[2 * at] < from) {
      at++;
    }
    if (2 * size + 2 > bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    System.arraycopy(bounds, 2 * at, bounds, 2 * at + 2, 2 * (size - at));
    bounds[2 * at] = from;
    bounds[2 * at + 1] = to;
    size++;
  }

  void removeFirst() {
    size--;
    System.arraycopy(bounds, 2, bounds, 0, 2 * size);
  }

  /**
   * Makes two of the first range, the first with {@code count} records; {@code count} less than it
   * has.
   */
  void splitFirst(int count) {
    int middle = bounds[0] + count;
    int to = bounds[1];
    bounds[1] = middle;
    add(middle, to);
  }

  /** Takes records off the front of the first range. */
  void cutFirst(int count) {
    bounds[0] += count;
    if (bounds[0] == bounds[1]) {
      removeFirst();
    }
  }

  /** Moves every range to another set. */
  void moveTo(Ranges other) {
    for (int i = 0; i < size; i++) {
      other.add(bounds[2 * i], bounds[2 * i + 1]);
    }
    size = 0;
  }
}
