package io.watchlog.tracer.internal.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counters that many threads may raise at once: striped. Thread-safe. */
@SuppressWarnings("EnumOrdinal") // an index that never leaves this class
public final class Counters {
  private final LongAdder[] adders = new LongAdder[Counter.values().length];

  /** All at 0. */
  public Counters() {
    for (int i = 0; i < adders.length; i++) {
      adders[i] = new LongAdder();
    }
  }

  /** Adds 1. */
  public void increment(Counter counter) {
    adders[counter.ordinal()].increment();
  }

  /** Adds any number. */
  public void add(Counter counter, long n) {
    adders[counter.ordinal()].add(n);
  }

  /** The sum at this moment. */
  public long get(Counter counter) {
    return adders[counter.ordinal()].sum();
  }
}
