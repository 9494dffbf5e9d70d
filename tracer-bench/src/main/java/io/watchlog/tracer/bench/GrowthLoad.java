package io.watchlog.tracer.bench;

import java.util.List;
import java.util.Map;

/**
 * What the growth benchmark lets grow, everything else being small. Immutable.
 *
 * @param payload characters of an input, and of an output
 * @param producers threads that record at the same time
 * @param openSpans spans that are open all the while
 * @param backlog spans on disk that are not sent
 */
record GrowthLoad(int payload, int producers, int openSpans, int backlog) {
  static final String PAYLOAD = "payload";
  static final String PRODUCERS = "producers";
  static final String OPEN_SPANS = "open spans";
  static final String BACKLOG = "backlog";

  /** How far each may grow, by its name. */
  static final Map<String, List<Integer>> DIMENSIONS =
      Map.of(
          PAYLOAD, List.of(100, 1_000, 10_000, 1_000_000, 10_000_000),
          PRODUCERS, List.of(1, 2, 4, 8, 16),
          OPEN_SPANS, List.of(1, 100, 10_000, 50_000),
          BACKLOG, List.of(0, 1_000, 50_000, 200_000));

  private static final GrowthLoad SMALL = new GrowthLoad(100, 1, 1, 0);

  /** What its axis of a plot says. */
  static String axis(String dimension) {
    return switch (dimension) {
      case PAYLOAD -> "characters of the input, and of the output";
      case PRODUCERS -> "producers";
      case OPEN_SPANS -> "spans that are open meanwhile";
      default -> "spans on disk that wait for the agent";
    };
  }

  /** Of a text such as {@code payload=1000}. */
  static GrowthLoad parse(String text) {
    int split = text.indexOf('=');
    if (split < 0) {
      throw new IllegalArgumentException("expected dimension=size, was " + text);
    }
    return of(text.substring(0, split), Integer.parseInt(text.substring(split + 1)));
  }

  private static GrowthLoad of(String dimension, int size) {
    return switch (dimension) {
      case PAYLOAD -> new GrowthLoad(size, SMALL.producers, SMALL.openSpans, SMALL.backlog);
      case PRODUCERS -> new GrowthLoad(SMALL.payload, size, SMALL.openSpans, SMALL.backlog);
      case OPEN_SPANS -> new GrowthLoad(SMALL.payload, SMALL.producers, size, SMALL.backlog);
      case BACKLOG -> new GrowthLoad(SMALL.payload, SMALL.producers, SMALL.openSpans, size);
      default -> throw new IllegalArgumentException("unknown dimension " + dimension);
    };
  }
}
