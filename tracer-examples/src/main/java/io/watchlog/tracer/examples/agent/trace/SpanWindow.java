package io.watchlog.tracer.examples.agent.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * What arrived within the last minute, second by second. Memory is bounded whatever the spans are
 * called: of each second {@value #MAX_KEYS} names and as many models are told apart, the rest goes
 * by {@value #OTHERS}. Not thread-safe; time is passed in.
 */
final class SpanWindow {
  static final int SECONDS = 60;
  static final int MAX_KEYS = 30;
  static final String OTHERS = "(others)";

  private static final long SECOND_NS = 1_000_000_000;
  private static final int MAX_KEY_LENGTH = 256;
  private static final int DIGITS = 2;
  private static final long MAX_DURATION_US = 24 * 3_600_000_000L;
  private static final int MAX_SHOWN = 20;

  private final Second[] ring = new Second[SECONDS];
  private final long originNs;
  private long last;

  SpanWindow(long nowNs) {
    originNs = nowNs;
    for (int i = 0; i < SECONDS; i++) {
      ring[i] = new Second();
    }
  }

  void add(ReceivedSpan span, long nowNs) {
    advance(nowNs);
    slot(last).add(span);
  }

  RecentActivity recent(long nowNs) {
    advance(nowNs);
    List<RecentActivity.Second> seconds = new ArrayList<>(SECONDS);
    Map<String, ModelUse> models = new HashMap<>();
    Map<String, Long> names = new HashMap<>();
    for (long at = last - SECONDS + 1; at <= last; at++) {
      Second second = slot(Math.floorMod(at, (long) SECONDS));
      seconds.add(new RecentActivity.Second(second.spans, second.tokens, second.errors));
      second.models.forEach(
          (name, use) -> models.computeIfAbsent(name, n -> new ModelUse()).add(use));
      second.durationsUs.forEach(
          (name, durations) -> names.merge(name, durations.getTotalCount(), Long::sum));
    }
    return new RecentActivity(seconds, models(models), latencies(names));
  }

  private static List<RecentActivity.Model> models(Map<String, ModelUse> models) {
    return models.entrySet().stream()
        .map(
            model -> {
              ModelUse use = model.getValue();
              return new RecentActivity.Model(model.getKey(), use.spans, use.tokens, use.cost);
            })
        .sorted(
            Comparator.comparingDouble(RecentActivity.Model::cost)
                .thenComparingLong(RecentActivity.Model::spans)
                .reversed())
        .limit(MAX_SHOWN)
        .toList();
  }

  /** Histograms are added up for those that are shown only: there may be many more names. */
  private List<RecentActivity.Latency> latencies(Map<String, Long> spans) {
    return spans.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MAX_SHOWN)
        .map(name -> latency(name.getKey()))
        .toList();
  }

  private RecentActivity.Latency latency(String name) {
    Histogram durations = new Histogram(DIGITS);
    for (Second second : ring) {
      IntCountsHistogram some = second.durationsUs.get(name);
      if (some != null) {
        durations.add(some);
      }
    }
    return new RecentActivity.Latency(
        name,
        durations.getTotalCount(),
        durations.getValueAtPercentile(50),
        durations.getValueAtPercentile(95),
        durations.getValueAtPercentile(99));
  }

  /** Empties the seconds that have begun since. */
  private void advance(long nowNs) {
    long now = (nowNs - originNs) / SECOND_NS;
    for (long at = Math.max(last, now - SECONDS) + 1; at <= now; at++) {
      slot(at).clear();
    }
    last = Math.max(last, now);
  }

  private Second slot(long at) {
    return ring[(int) (at % SECONDS)];
  }

  private static final class ModelUse {
    private long spans;
    private long tokens;
    private double cost;

    void add(ModelUse other) {
      spans += other.spans;
      tokens += other.tokens;
      cost += other.cost;
    }
  }

  private static final class Second {
    private final Map<String, ModelUse> models = new HashMap<>();
    private final Map<String, IntCountsHistogram> durationsUs = new HashMap<>();
    private long spans;
    private long tokens;
    private long errors;

    void add(ReceivedSpan span) {
      spans++;
      tokens += span.tokens();
      errors += span.isError() ? 1 : 0;
      ModelUse use = models.computeIfAbsent(key(models, span.model()), name -> new ModelUse());
      use.spans++;
      use.tokens += span.tokens();
      use.cost += span.cost();
      durationsUs
          .computeIfAbsent(key(durationsUs, span.name()), name -> new IntCountsHistogram(DIGITS))
          .recordValue(Math.max(0, Math.min(span.durationUs(), MAX_DURATION_US)));
    }

    private static String key(Map<String, ?> map, String name) {
      String key = name.length() <= MAX_KEY_LENGTH ? name : name.substring(0, MAX_KEY_LENGTH);
      return map.size() < MAX_KEYS || map.containsKey(key) ? key : OTHERS;
    }

    void clear() {
      models.clear();
      durationsUs.clear();
      spans = 0;
      tokens = 0;
      errors = 0;
    }
  }
}
