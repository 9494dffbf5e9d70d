package io.watchlog.tracer.examples.agent.trace;

import org.agrona.collections.Long2LongHashMap;

/**
 * The traces that were evicted last, so that a late span of one is not counted as another trace. As
 * a hash of 64 bits each: of half a million ids, two are the same once in a hundred million times.
 * Not thread-safe.
 */
final class EvictedIds {
  /** At 50,000 spans a second in traces of three, those of half a minute; about 20 MB. */
  private static final int CAPACITY = 1 << 19;

  private static final long NEVER = -1;

  private final long[] ring = new long[CAPACITY];
  private final Long2LongHashMap lastAdded = new Long2LongHashMap(NEVER);
  private long added;

  void add(String traceId) {
    int slot = (int) (added % CAPACITY);
    if (added >= CAPACITY) {
      lastAdded.remove(ring[slot], added - CAPACITY); // unless it came again since
    }
    ring[slot] = hash(traceId);
    lastAdded.put(ring[slot], added);
    added++;
  }

  boolean contains(String traceId) {
    return lastAdded.containsKey(hash(traceId));
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
