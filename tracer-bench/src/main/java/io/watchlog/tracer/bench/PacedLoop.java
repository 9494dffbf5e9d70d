package io.watchlog.tracer.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * Calls something at a steady rate and records each call: how long it took, and when it was done
 * counted from the time that it was due, so that what a slow call delays is not left out. One
 * thread.
 */
final class PacedLoop {
  private static final long HIGHEST_NS = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;

  private final int perSecond;
  private final IntConsumer body;
  private final Histogram slice = new Histogram(HIGHEST_NS, DIGITS);
  private final List<Double> slicesNs = new ArrayList<>();
  private Histogram sinceDue;
  private Histogram service;
  private long collections;
  private long allocatedBytes;

  PacedLoop(int perSecond, IntConsumer body) {
    this.perSecond = perSecond;
    this.body = body;
    reset();
  }

  /** Forgets what was recorded. */
  void reset() {
    sinceDue = new Histogram(HIGHEST_NS, DIGITS);
    service = new Histogram(HIGHEST_NS, DIGITS);
    slicesNs.clear();
    collections = 0;
    allocatedBytes = 0;
  }

  /** A second's worth, or longer where it cannot keep up: always as many calls. */
  void slice() {
    long collectionsBefore = Memory.collections();
    long bytesBefore = Machine.threadAllocatedBytes();
    calls(new Schedule(System.nanoTime(), perSecond));
    allocatedBytes += Machine.threadAllocatedBytes() - bytesBefore;
    collections += Memory.collections() - collectionsBefore;
    slicesNs.add((double) slice.getValueAtPercentile(99.9));
    sinceDue.add(slice);
    slice.reset();
  }

  private void calls(Schedule schedule) {
    for (int i = 0; i < perSecond; i++) {
      long beginNs = schedule.await(i);
      body.accept(i);
      long endNs = System.nanoTime();
      service.recordValue(Math.min(endNs - beginNs, HIGHEST_NS));
      slice.recordValue(Math.min(endNs - schedule.dueNs(i), HIGHEST_NS));
    }
  }

  /** From the time that a call was due to its end. */
  Histogram sinceDue() {
    return sinceDue;
  }

  /**
   * The 99.9th percentile of the median second, from the time that a call was due: what others do
   * to the machine in a few of the seconds does not show in it.
   */
  double p999OfMedianSecond() {
    return new Samples(slicesNs).median();
  }

  /** From a call's begin to its end: blind to the calls that were late. */
  Histogram service() {
    return service;
  }

  /** Garbage collections while it ran, by whomever caused. */
  long collections() {
    return collections;
  }

  /** By this thread, for each call. */
  double bytesPerCall() {
    return (double) allocatedBytes / sinceDue.getTotalCount();
  }
}
