package io.watchlog.tracer.bench;

/**
 * How long the comparison may take: the more forks and rounds, the smaller its errors.
 *
 * @param spanForks of each contender, fork by fork in turn
 * @param otherForks of each other benchmark
 * @param warmups seconds to warm up in a fork, after the bursts that it warms up with anyway
 * @param iterations seconds to measure in a fork
 * @param pairs of runs of the end-to-end program, the tracer's and the peer's in turn
 * @param spans of a round of it
 * @param restSeconds idle, and as long at a modest rate
 */
record Effort(
    int spanForks,
    int otherForks,
    int warmups,
    int iterations,
    int pairs,
    int spans,
    int restSeconds) {
  /** About half an hour on two processors that have nothing else to do. */
  static final Effort SHORT = new Effort(5, 2, 5, 1, 5, 1_500_000, 10);

  static final Effort FULL = new Effort(7, 3, 8, 5, 9, 2_000_000, 30);
}
