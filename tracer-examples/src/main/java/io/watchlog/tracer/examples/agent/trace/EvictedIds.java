package io.watchlog.tracer.examples.agent.trace;

import org.agrona.collections.LongHashSet;

/**
 * The traces that were evicted last, so that a late span of one is not counted as another trace. As
 * a hash of 64 bits each: of half a million ids, two are the same once in a hundred million times.
 * Not thread-safe.
 */
final class EvictedIds {
  /** At 50,000 spans a second in traces of three, those of half a minute; about 12 MB. */
  private static final int CAPACITY = 1 << 19;

  private final long[] ring = new long[CAPACITY];
  private final LongHashSet hashes = new LongHashSet();
  private long added;

  void add(String traceId) {
    int slot = (int) (added % CAPACITY);
    if (added >= CAPACITY) {
      hashes.remove(ring[slot]);
    }
    ring[slot] = hash(traceId);
    hashes.add(ring[slot]);
    added++;
  }

  boolean contains(String traceId) {
    return hashes.contains(hash(traceId));
  }

  /** FNV-1a over its characters. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
