package io.watchlog.tracer.examples.agent.trace;

import java.util.List;

/**
 * What arrived within the last minute.
 *
 * @param seconds second by second, the oldest first; the last one goes on
 * @param models the models that cost most
 * @param latencies the names of most spans
 */
public record RecentActivity(List<Second> seconds, List<Model> models, List<Latency> latencies) {
  /**
   * What arrived within a second.
   *
   * @param spans spans
   * @param tokens their tokens
   * @param errors how many of them failed
   */
  public record Second(long spans, long tokens, long errors) {}

  /**
   * What a model was used for.
   *
   * @param name its name, empty for the spans that called none
   * @param spans spans that called it
   * @param tokens their tokens
   * @param cost their price
   */
  public record Model(String name, long spans, long tokens, double cost) {}

  /**
   * How long spans of a name took, within one in a hundred.
   *
   * @param name their name
   * @param spans how many there were
   * @param p50Us half of them took no longer, in microseconds
   * @param p95Us 95 of a hundred took no longer
   * @param p99Us 99 of a hundred took no longer
   */
  public record Latency(String name, long spans, long p50Us, long p95Us, long p99Us) {}
}
