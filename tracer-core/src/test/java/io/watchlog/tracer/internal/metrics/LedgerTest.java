package io.watchlog.tracer.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  @Test
  void nothingIsSeenBeforeItIsPublished() {
    Ledger ledger = new Ledger();
    ledger.add(Counter.TAKEN, 3);
    ledger.set(Counter.HELD, 2);
    assertEquals(3, ledger.get(Counter.TAKEN));
    assertEquals(0, ledger.snapshot().get(Counter.TAKEN));
    ledger.publish();
    ledger.set(Counter.HELD, 1);
    assertEquals(3, ledger.snapshot().get(Counter.TAKEN));
    assertEquals(2, ledger.snapshot().get(Counter.HELD));
    assertEquals(Counter.values().length, ledger.snapshot().size());
  }

  @Test
  void everySnapshotBalancesWhileTheOwnerWrites() throws InterruptedException {
    Ledger ledger = new Ledger();
    int steps = 1_000_000;
    Thread owner =
        new Thread(
            () -> {
              for (int i = 0; i < steps; i++) {
                ledger.add(Counter.CONSUMED, 1);
                ledger.add(i % 3 == 0 ? Counter.ENCODE_FAILED : Counter.APPENDED, 1);
                ledger.publish();
              }
            });
    owner.start();
    long last = 0;
    while (last < steps) {
      Map<Counter, Long> seen = ledger.snapshot();
      long consumed = seen.get(Counter.CONSUMED);
      assertEquals(consumed, seen.get(Counter.ENCODE_FAILED) + seen.get(Counter.APPENDED));
      assertTrue(consumed >= last, "never falls");
      last = consumed;
    }
    owner.join();
  }
}
