package io.watchlog.tracer;

import io.watchlog.tracer.spi.Redactor;
import java.util.concurrent.CountDownLatch;

/** Holds the journal thread at a text until it is let go: what a stalled disk would do. */
final class Holding {
  private Holding() {}

  /**
   * A redactor that stalls.
   *
   * @param text which text stalls it
   * @param held opened when it does
   * @param letGo what it waits for
   */
  static Redactor at(String text, CountDownLatch held, CountDownLatch letGo) {
    return (field, value) -> {
      if (value.contains(text)) {
        held.countDown();
        await(letGo);
      }
      return value;
    };
  }

  /** Waits without heed of interrupts, as a stalled disk does. */
  static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
