package io.watchlog.tracer;

/** What a span that has been written to the log survives. */
public enum Durability {
  /** The death of the process, {@code kill -9} too; not that of the host. The default. */
  PROCESS,
  /**
   * The death of the host as well, but for the spans of the last {@code forceInterval}: the log is
   * forced to the device at that interval.
   */
  HOST
}
