package io.watchlog.tracer.bench;

import io.watchlog.tracer.TracerStats;
import java.util.function.ToLongFunction;

/**
 * A round of the end-to-end benchmark: what went in, what became of it and what that cost.
 *
 * @param tracerThreads costs of the tracer's own threads
 * @param producers costs of the producers
 * @param processCpuNs of all threads, compiler and collector included
 * @param settled whether the last flush left nothing behind
 */
record RoundResult(
    long offered,
    long elapsedNs,
    TracerStats before,
    TracerStats after,
    ServerProcess.Counts server,
    ThreadCosts tracerThreads,
    ThreadCosts.Cost producers,
    long processCpuNs,
    boolean settled) {

  private long delta(ToLongFunction<TracerStats> counter) {
    return counter.applyAsLong(after) - counter.applyAsLong(before);
  }

  private long delivered() {
    return delta(TracerStats::delivered);
  }

  double deliveredPerSecond() {
    return delivered() * 1e9 / elapsedNs;
  }

  /** Whether every span is where the tracer says, and the server agrees. */
  boolean isAccountedFor() {
    return settled
        && after.isBalanced()
        && offered == delivered() + delta(TracerStats::skipped) + delta(TracerStats::lost)
        && server.spans() == delivered() + delta(TracerStats::skipped);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%,.0f spans/s; offered %,d, delivered %,d, the server counted %,d"
            .formatted(deliveredPerSecond(), offered, delivered(), server.spans()));
    lost(text, "droppedRingFull", TracerStats::droppedRingFull);
    lost(text, "droppedClosed", TracerStats::droppedClosed);
    lost(text, "droppedFailed", TracerStats::droppedFailed);
    lost(text, "encodeFailed", TracerStats::encodeFailed);
    lost(text, "evicted", TracerStats::evicted);
    lost(text, "expired", TracerStats::expired);
    lost(text, "damaged", TracerStats::damaged);
    lost(text, "rejected", TracerStats::rejected);
    lost(text, "skipped", TracerStats::skipped);
    lost(text, "ambiguous", TracerStats::ambiguous);
    lost(text, "failedPosts", TracerStats::failedPosts);
    text.append("%n  tracer %s".formatted(tracerThreads.total().perSpan(offered)));
    tracerThreads
        .byRole()
        .forEach(
            (role, cost) ->
                text.append(", ").append(role).append(' ').append(cost.perSpan(offered)));
    text.append("%n  producers %s".formatted(producers.perSpan(offered)));
    text.append(
        "; whole process %,.0f ns, server %,.0f ns CPU; %,d B a span, %,.0f spans a post%s"
            .formatted(
                (double) processCpuNs / offered,
                (double) server.cpuNs() / offered,
                server.bytes() / Math.max(1, server.spans()),
                (double) server.spans() / Math.max(1, server.posts()),
                isAccountedFor() ? "" : "; SPANS UNACCOUNTED FOR"));
    return text.toString();
  }

  private void lost(StringBuilder text, String name, ToLongFunction<TracerStats> counter) {
    text.append("%s%s %,d".formatted(", ", name, delta(counter)));
  }
}
