package io.watchlog.tracer.internal.ship;

/**
 * How large a body may be: what is configured, less after a 413, and raised again with time. Takes
 * the time as an argument.
 */
final class BatchLimit {
  static final int LEAST_BYTES = 1024;
  static final long RAISE_AFTER_NS = 60_000_000_000L;

  private final int maxBytes;
  private int bytes;
  private long changedNs;

  BatchLimit(int maxBytes) {
    this.maxBytes = maxBytes;
    this.bytes = maxBytes;
  }

  int bytes() {
    return bytes;
  }

  /** A body of this size, with more than one record, was too large. */
  void tooLarge(int bodyBytes, long nowNs) {
    bytes = Math.max(Math.min(LEAST_BYTES, maxBytes), Math.min(bytes, bodyBytes / 2));
    changedNs = nowNs;
  }

  /** A body was taken. */
  void taken(long nowNs) {
    if (bytes < maxBytes && nowNs - changedNs >= RAISE_AFTER_NS) {
      bytes = (int) Math.min(maxBytes, 2L * bytes);
      changedNs = nowNs;
    }
  }
}
