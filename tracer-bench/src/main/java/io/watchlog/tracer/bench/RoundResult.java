package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.List;

/**
 * A round of the end-to-end benchmark: what went in, what became of it and what that cost.
 *
 * @param account what became of the round's spans
 * @param ownThreads costs of the threads of what was measured
 * @param producers costs of the producers
 * @param processCpuNs of all threads, compiler and collector included
 * @param settled whether nothing was left behind at the end
 */
record RoundResult(
    long offered,
    long elapsedNs,
    Account account,
    ServerProcess.Counts server,
    ThreadCosts ownThreads,
    ThreadCosts.Cost producers,
    long processCpuNs,
    boolean settled) {

  double deliveredPerSecond() {
    return account.delivered() * 1e9 / elapsedNs;
  }

  /** Whether every span is where the recorder says, and the server agrees. */
  boolean isAccountedFor() {
    return settled
        && offered == account.delivered() + account.totalLost()
        && server.spans() == account.delivered();
  }

  /** The figures of this round. */
  List<Row> rows(String label) {
    return List.of(
        new Row(label, "delivered", "spans/s", deliveredPerSecond()),
        new Row(label, "CPU of own threads", "ns", (double) ownThreads.total().cpuNs() / offered),
        new Row(label, "CPU of producers", "ns", (double) producers.cpuNs() / offered),
        new Row(label, "CPU of process", "ns", (double) processCpuNs / offered),
        new Row(label, "CPU of server", "ns", (double) server.cpuNs() / offered),
        new Row(label, "size", "B", (double) server.bytes() / Math.max(1, server.spans())),
        new Row(label, "lost", "count", account.totalLost()),
        new Row(label, "unaccounted", "count", isAccountedFor() ? 0 : unaccounted()));
  }

  private long unaccounted() {
    long missing = Math.abs(offered - account.delivered() - account.totalLost());
    return Math.max(1, missing + Math.abs(server.spans() - account.delivered()));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%,.0f spans/s; offered %,d, delivered %,d, the server counted %,d"
            .formatted(deliveredPerSecond(), offered, account.delivered(), server.spans()));
    account.lost().forEach((cause, count) -> text.append(", %s %,d".formatted(cause, count)));
    account.notes().forEach((note, count) -> text.append(", %s %,d".formatted(note, count)));
    text.append("%n  own threads %s".formatted(ownThreads.total().perSpan(offered)));
    ownThreads
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
}
