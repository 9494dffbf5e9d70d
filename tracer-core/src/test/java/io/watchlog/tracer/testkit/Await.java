package io.watchlog.tracer.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never for times. */
public final class Await {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Await() {}

  /** Returns when the condition holds; fails the test when it does not within half a minute. */
  public static void until(String what, BooleanSupplier condition) {
    until(() -> what, condition);
  }

  /** The same with a text that is made when it fails. */
  public static void until(Supplier<String> what, BooleanSupplier condition) {
    within(LONGEST, what, condition);
  }

  /** The same for what takes longer. */
  public static void within(Duration longest, Supplier<String> what, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs >= 0) {
        fail("not within " + longest.toSeconds() + " s: " + what.get());
      }
      LockSupport.parkNanos(2_000_000L);
    }
  }
}
