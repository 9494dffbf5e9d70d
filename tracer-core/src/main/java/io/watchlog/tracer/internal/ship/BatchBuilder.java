package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.log.RecordSource;
import java.util.ArrayDeque;

/** Fills batches from a log, and keeps used ones to be filled again. Sender thread only. */
final class BatchBuilder implements RecordSource.Handler {
  private final int batchSize;
  private final int keep;
  private final ArrayDeque<Batch> spare = new ArrayDeque<>();
  private Batch batch;
  private int limitBytes;
  private long expiredBeforeMs;

  BatchBuilder(int batchSize, int keep) {
    this.batchSize = batchSize;
    this.keep = keep;
  }

  /**
   * Reads from the head until the batch is full, a record is expired, or none is left.
   *
   * @return null where nothing was read
   */
  Batch fill(RecordSource source, int maxBytes, long expiryMs) {
    batch = spare.isEmpty() ? new Batch(batchSize) : spare.pop();
    batch.clear();
    limitBytes = maxBytes;
    expiredBeforeMs = expiryMs;
    Batch filled = batch;
    int read = 0;
    try {
      read = source.read(this, batchSize);
    } finally {
      batch = null;
      if (read == 0) {
        recycle(filled);
      }
    }
    if (read == 0) {
      return null;
    }
    filled.close();
    return filled;
  }

  @Override
  public boolean onRecord(byte[] array, int offset, int length, long sequence, long endTimeMs) {
    return endTimeMs >= expiredBeforeMs && batch.add(array, offset, length, endTimeMs, limitBytes);
  }

  /** Takes back a batch that is settled. */
  void recycle(Batch used) {
    // A connection that is being closed may hold on to the buffer for a moment more.
    if (used.isReusable() && spare.size() < keep) {
      spare.push(used);
    } else {
      used.release();
    }
  }

  void close() {
    spare.forEach(Batch::release);
    spare.clear();
  }
}
