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

  int size() {
    return size;
  }

  int from(int index) {
    return bounds[2 * index];
  }

  int to(int index) {
    return bounds[2 * index + 1];
  }

  /** Which is the longest, the last of several. */
  int largest() {
    int largest = 0;
    for (int i = 1; i < size; i++) {
      if (to(i) - from(i) >= to(largest) - from(largest)) {
        largest = i;
      }
    }
    return largest;
  }

  /** Records in all ranges with an index below a limit. */
  int recordsBefore(int limit) {
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.max(0, Math.min(limit, bounds[2 * i + 1]) - bounds[2 * i]);
    }
    return sum;
  }

  /** Adds a range with something in it that overlaps none that is there. */
  void add(int from, int to) {
    assert from < to;
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

  /** Takes records off the front of a range; one that is empty then is gone. */
  void cut(int index, int count) {
    bounds[2 * index] += count;
    if (from(index) == to(index)) {
      size--;
      System.arraycopy(bounds, 2 * index + 2, bounds, 2 * index, 2 * (size - index));
    }
  }
}
