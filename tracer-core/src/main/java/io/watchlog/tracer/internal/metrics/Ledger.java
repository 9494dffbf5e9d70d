package io.watchlog.tracer.internal.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one thread counts, seen by others only as it stood between two of its steps, so that sums
 * over several counters balance in every snapshot.
 *
 * <p>{@link #add}, {@link #set} and {@link #publish} belong to the owning thread; {@link #snapshot}
 * to any thread. The published copy is a sequence lock with a single writer.
 */
@SuppressWarnings("EnumOrdinal") // an index that never leaves this class
public final class Ledger {
  private static final VarHandle VERSION;

  static {
    try {
      VERSION = MethodHandles.lookup().findVarHandle(Ledger.class, "version", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] working = new long[Counter.values().length];
  private final long[] published = new long[working.length];

  @SuppressWarnings("unused") // through VERSION
  private long version;

  /** Adds to a counter, unseen until {@link #publish}. */
  public void add(Counter counter, long n) {
    working[counter.ordinal()] += n;
  }

  /** Sets a level, unseen until {@link #publish}. */
  public void set(Counter counter, long value) {
    working[counter.ordinal()] = value;
  }

  /** The owner's own view. */
  public long get(Counter counter) {
    return working[counter.ordinal()];
  }

  /** Shows all that was added since the last call, at once. */
  public void publish() {
    long before = (long) VERSION.get(this);
    VERSION.setOpaque(this, before + 1);
    VarHandle.storeStoreFence();
    for (int i = 0; i < working.length; i++) {
      published[i] = working[i];
    }
    VERSION.setRelease(this, before + 2);
  }

  /** Every counter as it was published last. */
  public Map<Counter, Long> snapshot() {
    long[] copy = new long[published.length];
    while (true) {
      long before = (long) VERSION.getAcquire(this);
      for (int i = 0; i < copy.length; i++) {
        copy[i] = published[i];
      }
      VarHandle.loadLoadFence();
      if ((before & 1) == 0 && before == (long) VERSION.getOpaque(this)) {
        break;
      }
      Thread.onSpinWait();
    }
    EnumMap<Counter, Long> map = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      map.put(counter, copy[counter.ordinal()]);
    }
    return map;
  }
}
