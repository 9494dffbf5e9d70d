package io.watchlog.tracer.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.WatchlogTracer;

/** What must hold of a tracer's counters, after every test that sends spans and while one runs. */
public final class StatsAssertions {
  private StatsAssertions() {}

  /** Every span that ended is accounted for, in this snapshot. */
  public static TracerStats assertBalanced(WatchlogTracer tracer) {
    TracerStats stats = tracer.stats();
    assertTrue(stats.isBalanced(), () -> "does not balance: " + stats);
    assertTrue(stats.pending() >= 0 && stats.open() >= 0, () -> "below nothing: " + stats);
    return stats;
  }

  /** The same, and nothing is pending any more, or soon. */
  public static TracerStats assertSettled(WatchlogTracer tracer) {
    Await.until(() -> "nothing is pending: " + tracer.stats(), () -> tracer.stats().pending() == 0);
    return assertBalanced(tracer);
  }

  /** The same, and all that ended was delivered, in this number. */
  public static TracerStats assertDelivered(long spans, WatchlogTracer tracer) {
    TracerStats stats = assertSettled(tracer);
    assertEquals(spans, stats.delivered(), () -> "delivered: " + stats);
    assertEquals(0, stats.lost() + stats.skipped(), () -> "lost: " + stats);
    return stats;
  }
}
