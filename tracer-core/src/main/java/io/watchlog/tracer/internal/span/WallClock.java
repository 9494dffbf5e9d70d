package io.watchlog.tracer.internal.span;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Wall time without a second clock read: {@code nanoTime} plus an offset that one thread reads
 * afresh now and then. Thread-safe.
 */
public final class WallClock {
  private final InstantSource source;
  private volatile long offsetNs;

  /** A clock that has read its source once. */
  public WallClock(InstantSource source) {
    this.source = source;
    refresh();
  }

  /** What to add to {@code System.nanoTime()} for nanoseconds since the epoch. */
  public long offsetNs() {
    return offsetNs;
  }

  /** Wall time now in epoch milliseconds, without asking the source. */
  public long epochMs() {
    return Math.floorDiv(System.nanoTime() + offsetNs, 1_000_000L);
  }

  /** Reads the source again. Whatever it throws goes to the caller, and the old offset stays. */
  public void refresh() {
    Instant now = source.instant();
    long epochNs =
        Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    offsetNs = epochNs - System.nanoTime();
  }
}
