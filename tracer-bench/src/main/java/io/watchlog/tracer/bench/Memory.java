package io.watchlog.tracer.bench;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** What this JVM uses, in bytes, and how often it collected. */
final class Memory {
  private Memory() {}

  /** Collections so far, by all collectors. */
  static long collections() {
    long collections = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections += Math.max(0, collector.getCollectionCount());
    }
    return collections;
  }

  /** Heap that is still reachable: collects first, more than once. */
  static long liveHeap() {
    // The second finds what the first one's reference handling has let go.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Direct buffers: the JDK's, and those that Netty allocates past it. */
  static long direct() {
    return pool("direct") + Math.max(0, PlatformDependent.usedDirectMemory());
  }

  /** Files mapped into memory. */
  static long mapped() {
    return pool("mapped");
  }

  private static long pool(String name) {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals(name))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
