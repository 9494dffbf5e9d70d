package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class HeapWatchTest {
  @Test
  void aCollectionIsSeenWithWhatItLeft() {
    HeapWatch heap = new HeapWatch();
    byte[] kept = new byte[8 << 20];
    System.gc();
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          while (heap.peakBytes() == 0) {
            Thread.onSpinWait();
          }
        });
    assertTrue(heap.peakBytes() >= kept.length, heap.peakBytes() + " bytes");
  }
}
