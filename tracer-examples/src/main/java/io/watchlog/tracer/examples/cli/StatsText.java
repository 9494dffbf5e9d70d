package io.watchlog.tracer.examples.cli;

import io.watchlog.tracer.TracerStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A tracer's counters as text. */
public final class StatsText {
  private StatsText() {}

  /**
   * The conservation law, as it stands: what went in, and what became of it. Losses of zero are
   * left out.
   *
   * @param stats a snapshot
   * @return one line
   */
  public static String balance(TracerStats stats) {
    Map<String, Long> fates = new LinkedHashMap<>();
    fates.put("dropped, ring full", stats.droppedRingFull());
    fates.put("dropped, closed", stats.droppedClosed());
    fates.put("dropped, failed", stats.droppedFailed());
    fates.put("not encoded", stats.encodeFailed());
    fates.put("evicted", stats.evicted());
    fates.put("expired", stats.expired());
    fates.put("damaged", stats.damaged());
    fates.put("rejected", stats.rejected());
    fates.put("skipped", stats.skipped());
    fates.values().removeIf(count -> count == 0);
    String losses =
        fates.entrySet().stream()
            .map(fate -> " + " + fate.getValue() + " " + fate.getKey())
            .collect(Collectors.joining());
    return "%d ended + %d adopted = %d delivered + %d pending%s"
        .formatted(stats.ended(), stats.adopted(), stats.delivered(), stats.pending(), losses);
  }
}
