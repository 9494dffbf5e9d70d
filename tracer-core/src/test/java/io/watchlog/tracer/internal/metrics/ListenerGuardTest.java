package io.watchlog.tracer.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

final class ListenerGuardTest {
  private final Counters counters = new Counters();
  private final ListenerGuard guard = new ListenerGuard(counters, new ThrottledLog("guard"));

  @Test
  void anInterruptThatTheListenerKeepsDoesNotReachTheTracersThread() {
    guard.call("onDropped", () -> Thread.currentThread().interrupt());
    assertFalse(Thread.interrupted());
    guard.call(
        "onDropped",
        () -> {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("on purpose");
        });
    assertFalse(Thread.interrupted());
    assertEquals(1, counters.get(Counter.LISTENER_FAILURES));
  }
}
