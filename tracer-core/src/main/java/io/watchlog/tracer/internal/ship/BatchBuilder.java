package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.log.RecordSource;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Fills batches from a log, and keeps used ones to be filled again. Sender thread only. */
final class BatchBuilder implements RecordSource.Handler {
  private final int batchSize;
  private final int keep;
  private final ArrayDeque<Batch> spare = new ArrayDeque<>();
  private final Consumer<Throwable> onFailure;
  private Batch batch;
  private int limitBytes;
  private long expiredBeforeMs;
  private long nextSequence;

  /** Keeps so many batches; is told of failures that do not keep it from returning a batch. */
  BatchBuilder(int batchSize, int keep, Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
    this.batchSize = batchSize;
    this.keep = keep;
  }

  /**
   * Reads from the head until the batch is full, a record is expired or missing, or none is left.
   * What was read is in the batch even where reading ended with a failure.
   *
   * @param sequence of the record at the head
   * @return null where nothing was read
   */
  Batch fill(RecordSource source, long sequence, int maxBytes, long expiryMs) {
    batch = spare.isEmpty() ? new Batch(batchSize) : spare.pop();
    batch.clear();
    limitBytes = maxBytes;
    expiredBeforeMs = expiryMs;
    nextSequence = sequence;
    Batch filled = batch;
    try {
      int read = source.read(this, batchSize);
      assert read == filled.count();
    } catch (RuntimeException | Error e) {
      if (filled.count() == 0) {
        recycle(filled);
        throw e;
      }
      onFailure.accept(e);
    } finally {
      batch = null;
    }
    if (filled.count() == 0) {
      recycle(filled);
      return null;
    }
    filled.close();
    return filled;
  }

  @Override
  public boolean onRecord(byte[] array, int offset, int length, long sequence, long endTimeMs) {
    if (endTimeMs < expiredBeforeMs || sequence != nextSequence) {
      return false;
    }
    try {
      if (!batch.add(array, offset, length, endTimeMs, limitBytes)) {
        return false;
      }
    } catch (OutOfMemoryError e) {
      if (batch.count() == 0) {
        throw e;
      }
      // The records before it have left the log: they go without this one, which is read again.
      onFailure.accept(e);
      return false;
    }
    nextSequence++;
    return true;
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
