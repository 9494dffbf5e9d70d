package io.watchlog.tracer.bench;

/** The intended times of events at a steady rate. Immutable. */
record Schedule(long startNs, int perSecond) {
  /** When the event of that number is due, on the clock of {@link System#nanoTime}. */
  long dueNs(int number) {
    return startNs + number * 1_000_000_000L / perSecond;
  }

  /** Waits for it without giving the processor away; returns what the clock showed last. */
  long await(int number) {
    long dueNs = dueNs(number);
    long now = System.nanoTime();
    while (now - dueNs < 0) {
      now = System.nanoTime();
    }
    return now;
  }
}
