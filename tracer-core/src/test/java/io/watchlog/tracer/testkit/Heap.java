package io.watchlog.tracer.testkit;

import java.lang.management.ManagementFactory;

/** What this JVM holds. */
public final class Heap {
  private Heap() {}

  /** Bytes of the heap that are in use after a collection. */
  public static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
