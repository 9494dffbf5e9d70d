package io.watchlog.tracer.bench;

/**
 * How long the comparison may take: the more forks and rounds, the smaller its errors.
 *
 * @param spanForks of each contender, fork by fork in turn
 * @param otherForks of each other benchmark
 * @param warmups seconds to warm up in a fork, after the bursts that it warms up with anyway
 * @param iterations seconds to measure in a fork
 * @param rounds of the end-to-end program
 * @param spans of such a round
 * @param peerSpans of a round of the peer, which takes longer over each
 * @param programSeconds that the programs for latency and rest measure for
 */
record Effort(
    int spanForks,
    int otherForks,
    int warmups,
    int iterations,
    int rounds,
    int spans,
    int peerSpans,
    int programSeconds) {
  /** About a quarter of an hour on two processors that have nothing else to do. */
  static final Effort SHORT = new Effort(5, 1, 6, 1, 3, 1_000_000, 300_000, 10);

  static final Effort FULL = new Effort(7, 3, 8, 5, 7, 2_000_000, 1_000_000, 30);
}
