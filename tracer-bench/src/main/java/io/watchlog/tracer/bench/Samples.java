package io.watchlog.tracer.bench;

import java.util.List;

/** The same figure of several forks or rounds, in their order. Immutable. */
record Samples(List<Double> values) {
  Samples {
    values = List.copyOf(values);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The middle one, or the mean of the two that are; not of none. */
  double median() {
    List<Double> sorted = sorted();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least() {
    return sorted().get(0);
  }

  double most() {
    return sorted().get(values.size() - 1);
  }

  /**
   * Each of these by its neighbour in time: what slows the machine for a while slows both. Empty
   * where one of them was not measured; the surplus of the longer is left out.
   */
  Samples dividedBy(Samples others) {
    int count = Math.min(values.size(), others.values.size());
    Double[] ratios = new Double[count];
    for (int i = 0; i < count; i++) {
      ratios[i] = values.get(i) / others.values.get(i);
    }
    return new Samples(List.of(ratios));
  }

  private List<Double> sorted() {
    if (values.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
    return values.stream().sorted().toList();
  }
}
