package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.watchlog.tracer.internal.log.LogAction.Adopt;
import io.watchlog.tracer.internal.log.LogAction.Append;
import io.watchlog.tracer.internal.log.LogAction.AppendEvicting;
import io.watchlog.tracer.internal.log.LogAction.AppendLongest;
import io.watchlog.tracer.internal.log.LogAction.CloseAdopted;
import io.watchlog.tracer.internal.log.LogAction.Crash;
import io.watchlog.tracer.internal.log.LogAction.Damage;
import io.watchlog.tracer.internal.log.LogAction.EvictExcess;
import io.watchlog.tracer.internal.log.LogAction.EvictForRoom;
import io.watchlog.tracer.internal.log.LogAction.Look;
import io.watchlog.tracer.internal.log.LogAction.Prepare;
import io.watchlog.tracer.internal.log.LogAction.Read;
import io.watchlog.tracer.internal.log.LogAction.ReadAdopted;
import io.watchlog.tracer.internal.log.LogAction.Restart;
import io.watchlog.tracer.internal.log.LogAction.SetDiskFull;
import io.watchlog.tracer.internal.log.LogAction.Settle;
import io.watchlog.tracer.internal.log.LogAction.SettleAdopted;
import io.watchlog.tracer.internal.log.LogAction.SettleAll;
import io.watchlog.tracer.internal.log.LogAction.SkipAdopted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Random histories of a log through many processes. A failure prints the shortest history that
 * shows it, and the seed to see it again: {@code @Property(seed = "...")}.
 */
@AddLifecycleHook(
    value = LogHistoriesTest.ManyAndQuiet.class,
    propagateTo = PropagationMode.ALL_DESCENDANTS)
class LogHistoriesTest {
  private static final Duration FAR_TOO_LONG = Duration.ofSeconds(60);

  /** Where Linux has files that cost no disk: what is tested does not reach the device anyhow. */
  private static final Path MEMORY = Path.of("/dev/shm");

  /**
   * Some hundred histories, or ten thousand under {@code -Psoak}; quiet, since most of them break
   * something.
   */
  static final class ManyAndQuiet implements AroundPropertyHook {
    private static final Logger LOGGER = Logger.getLogger("io.watchlog.tracer");

    @Override
    public PropertyExecutionResult aroundProperty(
        PropertyLifecycleContext context, PropertyExecutor property) {
      context.attributes().setTries(Boolean.getBoolean("soak") ? 10_000 : 500);
      Level level = LOGGER.getLevel();
      LOGGER.setLevel(Level.OFF);
      try {
        return property.execute();
      } finally {
        LOGGER.setLevel(level);
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, afterFailure = AfterFailureMode.RANDOM_SEED)
  void whatIsCommittedAndNotSettledComesBackOnceInOrder(
      @ForAll("bounds") SpanLog.Settings bounds, @ForAll("actions") List<LogAction> actions) {
    assertTimeoutPreemptively(FAR_TOO_LONG, () -> run(bounds, true, actions));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, afterFailure = AfterFailureMode.RANDOM_SEED)
  void damageCostsWhatItHitAndIsCounted(
      @ForAll("bounds") SpanLog.Settings bounds,
      @ForAll("actionsAndDamage") List<LogAction> actions) {
    assertTimeoutPreemptively(FAR_TOO_LONG, () -> run(bounds, true, actions));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, afterFailure = AfterFailureMode.RANDOM_SEED)
  void withoutADirectoryTheLogDoesTheSameWhileItsProcessLives(
      @ForAll("bounds") SpanLog.Settings bounds, @ForAll("actions") List<LogAction> actions) {
    assertTimeoutPreemptively(FAR_TOO_LONG, () -> run(bounds, false, actions));
  }

  private static void run(SpanLog.Settings bounds, boolean onDisk, List<LogAction> actions)
      throws IOException {
    Path root =
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "log-history")
            : Files.createTempDirectory("log-history");
    try (LogHistory history = new LogHistory(root, bounds, onDisk)) {
      for (LogAction action : actions) {
        action.on(history);
        history.live().check();
      }
      history.drain();
    } finally {
      delete(root);
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      for (Path inner : TestLog.files(path)) {
        delete(inner);
      }
    }
    Files.delete(path);
  }

  @Provide
  Arbitrary<SpanLog.Settings> bounds() {
    return Combinators.combine(
            Arbitraries.longs().between(5, 1_000),
            Arbitraries.longs().between(2, 6).map(segments -> segments * 64 * 1024),
            Arbitraries.of(true, false))
        .as(SpanLog.Settings::new);
  }

  @Provide
  Arbitrary<List<LogAction>> actions() {
    return action().list().ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<LogAction>> actionsAndDamage() {
    Arbitrary<LogAction> damage =
        Combinators.combine(
                Arbitraries.of(LogDamage.values()), numbers(0, 5), numbers(0, Integer.MAX_VALUE))
            .as(Damage::new);
    return Arbitraries.frequencyOf(Tuple.of(5, action()), Tuple.of(1, damage)).list().ofMaxSize(60);
  }

  private static Arbitrary<LogAction> action() {
    // Some dozens to a segment, or so few that everything happens at its end.
    Arbitrary<Integer> many = numbers(1, 150);
    Arbitrary<Integer> few = numbers(1, 12);
    Arbitrary<Integer> length = numbers(0, 1_500);
    Arbitrary<Integer> large = numbers(5_000, 30_000);
    return Arbitraries.frequencyOf(
        Tuple.of(3, Combinators.combine(many, length).as(Append::new)),
        Tuple.of(3, Combinators.combine(few, large).as(Append::new)),
        Tuple.of(2, Combinators.combine(many, length).as(AppendEvicting::new)),
        Tuple.of(4, Combinators.combine(few, large).as(AppendEvicting::new)),
        Tuple.of(1, numbers(0, 100).map(AppendLongest::new)),
        Tuple.of(2, Arbitraries.create(Prepare::new)),
        Tuple.of(3, numbers(0, 200).map(Read::new)),
        Tuple.of(4, numbers(1, 6).map(Read::new)),
        Tuple.of(2, Arbitraries.create(Look::new)),
        Tuple.of(5, numbers(0, 5).map(Settle::new)),
        Tuple.of(3, Arbitraries.create(SettleAll::new)),
        Tuple.of(2, Arbitraries.create(EvictExcess::new)),
        Tuple.of(1, Arbitraries.create(EvictForRoom::new)),
        Tuple.of(4, Arbitraries.of(true, false).map(SetDiskFull::new)),
        Tuple.of(3, Arbitraries.create(Crash::new)),
        Tuple.of(1, Arbitraries.create(Restart::new)),
        Tuple.of(4, Arbitraries.create(Adopt::new)),
        Tuple.of(2, numbers(0, 200).map(ReadAdopted::new)),
        Tuple.of(3, numbers(1, 6).map(ReadAdopted::new)),
        Tuple.of(1, numbers(0, 50).map(SkipAdopted::new)),
        Tuple.of(4, numbers(0, 3).map(SettleAdopted::new)),
        Tuple.of(1, Arbitraries.create(CloseAdopted::new)));
  }

  private static Arbitrary<Integer> numbers(int from, int to) {
    return Arbitraries.integers().between(from, to).withDistribution(RandomDistribution.uniform());
  }
}
