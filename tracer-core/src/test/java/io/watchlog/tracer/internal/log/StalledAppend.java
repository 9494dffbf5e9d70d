package io.watchlog.tracer.internal.log;

import java.util.concurrent.CountDownLatch;

/** Has the next append of this JVM stall until it is let go. */
public final class StalledAppend implements AutoCloseable {
  private final CountDownLatch stalls = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);

  private StalledAppend() {}

  /** From now on. */
  public static StalledAppend next() {
    StalledAppend stalled = new StalledAppend();
    Failpoint.action = stalled::at;
    return stalled;
  }

  private void at(Failpoint step) {
    if (step == Failpoint.RECORD_WRITTEN) {
      stalls.countDown();
      await(letGo);
    }
  }

  /** Returns when an append stalls. */
  public void awaitStall() {
    await(stalls);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has it go on. */
  public void letGo() {
    letGo.countDown();
  }

  @Override
  public void close() {
    letGo();
    Failpoint.action = null;
  }
}
