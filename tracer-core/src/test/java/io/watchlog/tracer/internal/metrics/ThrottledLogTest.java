package io.watchlog.tracer.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ResourceBundle;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ThrottledLogTest {
  private final Lines lines = new Lines();
  private final ThrottledLog log = new ThrottledLog("my\napp", lines);

  @Test
  void theFirstOfAKindIsWrittenWithItsCauseAndRepeatsAreNot() {
    Throwable cause = new IllegalStateException();
    for (int i = 0; i < 100; i++) {
      log.warn("disk", "no disk " + i, cause);
    }
    log.warn("other", "another kind", null);
    assertEquals(
        List.of("WARNING [my?app] no disk 0", "WARNING [my?app] another kind"), lines.written);
    assertSame(cause, lines.thrown.get(0));
  }

  @Test
  void recoveryIsOneInfoAndTheNextTroubleIsAFirstOne() {
    log.recovered("never was", "disk");
    log.warn("disk", "no disk", null);
    log.warn("disk", "no disk", null);
    log.recovered("disk again", "disk");
    log.recovered("disk again", "disk");
    log.warn("disk", "no disk", null);
    assertEquals(
        List.of("WARNING [my?app] no disk", "INFO [my?app] disk again", "WARNING [my?app] no disk"),
        lines.written);
  }

  @Test
  void troubleThatComesAndGoesIsToldAFewTimesOnlyAndNeverOnlyInHalf() {
    for (int i = 0; i < 100; i++) {
      log.warn("agent", "broken", null);
      log.recovered("healed", "agent");
    }
    List<String> pair = List.of("WARNING [my?app] broken", "INFO [my?app] healed");
    assertEquals(
        Collections.nCopies(5, pair).stream().flatMap(List::stream).toList(), lines.written);
  }

  @Test
  void troubleOfTwoKindsIsOverInOneLine() {
    log.warn("agent", "busy", null);
    log.warn("address", "not found", null);
    log.recovered("healed", "agent", "address");
    assertEquals(
        List.of("WARNING [my?app] busy", "WARNING [my?app] not found", "INFO [my?app] healed"),
        lines.written);
  }

  static List<Supplier<Error>> errors() {
    return List.of(
        () -> new OutOfMemoryError("simulated"),
        () -> new InternalError("simulated"),
        () -> new StackOverflowError("simulated"),
        () -> new NoClassDefFoundError("simulated"),
        () -> new AssertionError("simulated"));
  }

  /** The journal thread logs that it ran out of memory when there may still be none. */
  @ParameterizedTest
  @MethodSource("errors")
  void aLoggerThatFailsIsContained(Supplier<Error> error) {
    lines.failure =
        () -> {
          throw error.get();
        };
    warnAndRecover();
  }

  @Test
  void aLoggerThatThrowsIsContained() {
    lines.failure =
        () -> {
          throw new IllegalStateException("a host's logger");
        };
    warnAndRecover();
  }

  private void warnAndRecover() {
    log.warn("disk", "no disk", null);
    log.recovered("disk again", "disk");
    assertEquals(List.of(), lines.written);
  }

  private static final class Lines implements System.Logger {
    private final List<String> written = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();
    private Runnable failure = () -> {};

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable cause) {
      failure.run();
      written.add(level + " " + message);
      thrown.add(cause);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
      log(level, bundle, format, (Throwable) null);
    }
  }
}
