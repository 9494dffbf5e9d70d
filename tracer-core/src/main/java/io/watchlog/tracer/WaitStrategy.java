package io.watchlog.tracer;

/**
 * How the journal thread rests while no span comes: the shorter its pauses, the sooner a span is on
 * disk, and the more of a core is spent on waking up. After a second without a span it sleeps under
 * each, until one ends: the call that ends it then pays for waking the thread, some microseconds.
 */
public enum WaitStrategy {
  /** Pauses of 50 µs at the longest; about a fifth of a core at a modest rate. */
  LOW_LATENCY,
  /** Pauses of 4 ms at the longest, of 20 ms after 100 ms without a span. The default. */
  BALANCED,
  /** Pauses of 10 ms at the longest, of 50 ms after 100 ms without a span. */
  LOW_CPU
}
