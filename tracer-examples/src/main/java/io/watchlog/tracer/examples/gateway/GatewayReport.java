package io.watchlog.tracer.examples.gateway;

import io.watchlog.tracer.FlushResult;
import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import io.watchlog.tracer.examples.agent.trace.TraceTree;
import io.watchlog.tracer.examples.cli.StatsText;
import java.io.PrintStream;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Both sides' counts beside each other.
 *
 * @param load what the clients saw
 * @param recorded the spans that the gateway ended, by its own count
 * @param received the spans that the agent took, null if it is not ours to ask
 * @param sample a trace to show, null for none
 * @param flushed what the last flush said
 * @param stats what the tracer counted
 */
record GatewayReport(
    LoadClient.Outcome load,
    SpanTally recorded,
    SpanTally received,
    ReceivedTrace sample,
    FlushResult flushed,
    TracerStats stats) {

  boolean allArrived() {
    return load.unanswered() == 0
        && flushed.complete()
        && stats.ended() == recorded.total()
        && stats.lost() + stats.skipped() == 0
        && (received == null || received.counts().equals(recorded.counts()));
  }

  void print(PrintStream out) {
    String answers =
        load.byStatus().entrySet().stream()
            .map(entry -> entry.getValue() + " × " + entry.getKey())
            .collect(Collectors.joining(", "));
    out.printf(
        "answers in %.1f s: %s, none × %d%s%n%n",
        load.took().toMillis() / 1e3,
        answers,
        load.unanswered(),
        load.unsent() == 0 ? "" : "; there was no time for %d more".formatted(load.unsent()));
    row(out, "span", "status", "recorded", "received");
    SortedSet<SpanTally.Kind> kinds = new TreeSet<>(recorded.counts().keySet());
    if (received != null) {
      kinds.addAll(received.counts().keySet());
    }
    for (SpanTally.Kind kind : kinds) {
      row(out, kind.name(), kind.status(), count(recorded, kind), count(received, kind));
    }
    row(out, "all", "", recorded.total(), received == null ? "?" : received.total());
    out.println();
    if (sample != null) {
      out.println("one that failed:");
      out.println(TraceTree.render(sample));
    }
    out.println("tracer: " + StatsText.balance(stats));
    out.println("last flush: " + flushed);
    out.println(
        allArrived()
            ? "every span that was recorded has arrived"
            : "NOT every span that was recorded has arrived");
  }

  private static Object count(SpanTally tally, SpanTally.Kind kind) {
    return tally == null ? "?" : tally.counts().getOrDefault(kind, 0L);
  }

  private static void row(
      PrintStream out, String name, String status, Object recorded, Object received) {
    out.printf("%-18s%-10s%10s%10s%n", name, status, recorded, received);
  }
}
