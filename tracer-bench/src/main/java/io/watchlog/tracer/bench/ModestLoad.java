package io.watchlog.tracer.bench;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Calls at a modest rate: some each millisecond, and sleep between. */
final class ModestLoad {
  private static final int GROUPS_PER_SECOND = 1_000;

  private ModestLoad() {}

  /**
   * Makes {@code perSecond * seconds} calls, with their number. A group that is late does not delay
   * the others.
   *
   * @param perSecond rounded down to a multiple of 1,000, but at least that
   */
  static void run(IntConsumer body, int perSecond, int seconds) {
    int size = Math.max(1, perSecond / GROUPS_PER_SECOND);
    int groups = GROUPS_PER_SECOND * seconds;
    Schedule schedule = new Schedule(System.nanoTime(), GROUPS_PER_SECOND);
    for (int group = 0; group < groups; group++) {
      sleepUntil(schedule.dueNs(group));
      for (int i = 0; i < size; i++) {
        body.accept(group * size + i);
      }
    }
    sleepUntil(schedule.dueNs(groups));
  }

  /** Makes no calls. */
  static void rest(int seconds) {
    sleepUntil(new Schedule(System.nanoTime(), 1).dueNs(seconds));
  }

  private static void sleepUntil(long timeNs) {
    long missingNs = timeNs - System.nanoTime();
    while (missingNs > 0) {
      LockSupport.parkNanos(missingNs);
      missingNs = timeNs - System.nanoTime();
    }
  }
}
