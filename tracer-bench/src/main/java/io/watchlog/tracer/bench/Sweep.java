package io.watchlog.tracer.bench;

import io.watchlog.tracer.Durability;
import io.watchlog.tracer.OverflowPolicy;
import io.watchlog.tracer.TracerBuilder;
import io.watchlog.tracer.WaitStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What each option moves: one option at a time has one value after the other, all else is the
 * default, in rounds whose median counts. The tuning guide's tables.
 */
public final class Sweep {
  private static final String[] OPTIONS = {
    "--option", "--rounds", "--seconds", "--spans", "--json", "--docs"
  };
  private static final int LARGEST_BATCH_BYTES = 8 << 20;

  private final ServerProcess server;
  private final SweepLoads loads;
  private final List<Curve> curves = new ArrayList<>();

  private record Point(String label, UnaryOperator<TracerBuilder> setting) {}

  private record Curve(String option, SweepLoads.Load load, List<Point> points) {}

  private Sweep(ServerProcess server, SweepLoads loads) {
    this.server = server;
    this.loads = loads;
  }

  /**
   * Runs it: {@code --rounds} (3) of all curves, or of those of one {@code --option}; {@code
   * --seconds} (3) of each load that has a rate, {@code --spans} (200,000) of each producer at full
   * speed. With {@code --docs DIRECTORY} the tables and curves of the tuning guide are made anew.
   * One option's figures replace those of the {@code --json} file, the others' stay.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    CommandLine line = CommandLine.ofProgram(args, OPTIONS);
    SweepLoads loads =
        new SweepLoads(line.positive("--spans", 200_000), line.positive("--seconds", 3));
    int rounds = line.positive("--rounds", 3);
    System.out.println(Machine.description());
    System.out.printf("medians of %d rounds%n", rounds);
    Results results = new Results("sweep");
    try (ServerProcess server = ServerProcess.start()) {
      Sweep sweep = new Sweep(server, loads);
      sweep.ring();
      sweep.batches();
      sweep.log();
      line.text("--option").ifPresent(sweep::only);
      sweep.warmUp();
      for (int round = 0; round < rounds; round++) {
        sweep.round(results);
      }
    }
    Results medians = results.medians();
    if (line.text("--option").isPresent() && line.path("--json").isPresent()) {
      medians.keepOthersOf(line.path("--json").get());
    }
    medians.publish(line.path("--json"));
    if (line.path("--docs").isPresent()) {
      TuningFigures.write(medians.file(), line.path("--docs").get());
    }
  }

  private void ring() {
    Integer[] sizes = {1_024, 4_096, 16_384, 65_536};
    add("ringSize", loads::bursts, TracerBuilder::ringSize, sizes);
    add("ringSize, BLOCK", loads::fullSpeed, (b, v) -> block(b).ringSize(v), sizes);
    add("waitStrategy", loads::rest, TracerBuilder::waitStrategy, WaitStrategy.values());
    add("waitStrategy", loads::caller, TracerBuilder::waitStrategy, WaitStrategy.values());
    add(
        "waitStrategy, each span sent",
        loads::freshness,
        (b, v) -> b.waitStrategy(v).flushOnSpanCount(1),
        WaitStrategy.values());
    OverflowPolicy[] policies = OverflowPolicy.values();
    add("overflowPolicy", loads::fullSpeed, TracerBuilder::overflowPolicy, policies);
  }

  private void batches() {
    add(
        "batchSize",
        loads::fullSpeed,
        (b, v) -> block(b).batchSize(v).flushOnSpanCount(v).maxBatchBytes(LARGEST_BATCH_BYTES),
        50,
        100,
        400,
        1_600,
        6_400);
    add(
        "autoFlushInterval",
        loads::freshness,
        (b, v) -> b.autoFlushInterval(v).flushOnSpanCount(1_000_000),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2));
    add("flushOnSpanCount", loads::freshness, TracerBuilder::flushOnSpanCount, 1, 10, 100, 400);
  }

  private void log() {
    Long[] sizes = Stream.of(8L, 16L, 64L, 256L).map(mib -> mib << 20).toArray(Long[]::new);
    add("maxQueueBytes", loads::fullSpeedAndMapped, (b, v) -> block(b).maxQueueBytes(v), sizes);
    add("durability", loads::fullSpeed, (b, v) -> block(b).durability(v), Durability.values());
    add(
        "durability HOST, forceInterval",
        loads::fullSpeed,
        (b, v) -> block(b).durability(Durability.HOST).forceInterval(v),
        Duration.ofMillis(10),
        Duration.ofMillis(100));
  }

  private void only(String option) {
    boolean unused = curves.removeIf(curve -> !curve.option().startsWith(option));
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("no option " + option + " in the sweep");
    }
  }

  private static TracerBuilder block(TracerBuilder builder) {
    return builder.overflowPolicy(OverflowPolicy.BLOCK);
  }

  @SafeVarargs
  private <V> void add(
      String option,
      SweepLoads.Load load,
      BiFunction<TracerBuilder, V, TracerBuilder> setting,
      V... values) {
    List<Point> points = new ArrayList<>();
    for (V value : values) {
      points.add(new Point(option + " " + text(value), builder -> setting.apply(builder, value)));
    }
    curves.add(new Curve(option, load, points));
  }

  private static String text(Object value) {
    if (value instanceof Duration time) {
      return time.toMillis() + " ms";
    }
    return value instanceof Long bytes ? (bytes >> 20) + " MiB" : value.toString();
  }

  /** Until all is compiled; its figures are not kept. */
  private void warmUp() throws IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      try (MeasuredTracer subject = MeasuredTracer.start(server, Sweep::block)) {
        loads.fullSpeed(subject, "warm-up", new Results("warm-up"));
      }
    }
  }

  private void round(Results results) throws IOException, InterruptedException {
    for (Curve curve : curves) {
      for (Point point : curve.points()) {
        try (MeasuredTracer subject = MeasuredTracer.start(server, point.setting())) {
          curve.load().measure(subject, point.label(), results);
        }
      }
    }
  }
}
