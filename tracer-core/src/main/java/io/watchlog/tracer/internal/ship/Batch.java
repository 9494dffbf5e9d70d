package io.watchlog.tracer.internal.ship;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.watchlog.tracer.internal.log.RecordSource;

/**
 * A contiguous range of one log's records, copied into one body {@code [rec,rec,…]}. Its arrays and
 * its buffer are used again for later batches. Sender thread only.
 */
final class Batch {
  private static final int FIRST_BODY_BYTES = 64 * 1024;

  private final ByteBuf body;
  private final int[] starts;
  private final long[] endTimesMs;
  private int count;

  final PoisonIsolation work = new PoisonIsolation();

  /** Where it came from. */
  Lane lane;

  /** How many records of its log the head had passed before its first one. */
  long firstOrdinal;

  /** What to acknowledge when it and all before it are settled. */
  RecordSource.Position end;

  boolean inFlight;
  boolean failedBefore;
  boolean resting;
  long retryAtNs;

  Batch(int maxRecords) {
    body = UnpooledByteBufAllocator.DEFAULT.directBuffer(FIRST_BODY_BYTES);
    starts = new int[maxRecords + 1];
    endTimesMs = new long[maxRecords];
  }

  void clear() {
    body.clear().writeByte('[');
    starts[0] = 1;
    count = 0;
    lane = null;
    end = null;
    inFlight = false;
    failedBefore = false;
    resting = false;
  }

  boolean add(byte[] array, int offset, int length, long endTimeMs, int limitBytes) {
    if (count > 0 && body.writerIndex() + length + 1 > limitBytes) {
      return false;
    }
    // All or nothing: this may be refused for want of memory.
    body.ensureWritable(length + 1);
    body.writeBytes(array, offset, length).writeByte(',');
    endTimesMs[count] = endTimeMs;
    count++;
    starts[count] = body.writerIndex();
    return true;
  }

  void close() {
    body.setByte(body.writerIndex() - 1, ']');
    work.start(count);
  }

  int count() {
    return count;
  }

  long endTimeMs(int index) {
    return endTimesMs[index];
  }

  /** A body for some of its records, to be released by the caller. */
  ByteBuf body(int from, int to) {
    if (from == 0 && to == count) {
      return body.retainedDuplicate();
    }
    int length = starts[to] - starts[from] + 1;
    ByteBuf part = UnpooledByteBufAllocator.DEFAULT.directBuffer(length, length);
    part.writeBytes(body, starts[from] - 1, length);
    return part.setByte(0, '[').setByte(length - 1, ']');
  }

  /** One record's JSON. */
  byte[] record(int index) {
    byte[] json = new byte[starts[index + 1] - 1 - starts[index]];
    body.getBytes(starts[index], json);
    return json;
  }

  /** Whether nothing but this batch refers to its buffer. */
  boolean isReusable() {
    return body.refCnt() == 1;
  }

  void release() {
    body.release();
  }

  /** Whether something of it can be sent now, if there is anything. */
  boolean isReady(long nowNs) {
    return !inFlight && untilReadyNs(nowNs) == 0;
  }

  /** How long it still rests. */
  long untilReadyNs(long nowNs) {
    return resting ? Math.max(0, retryAtNs - nowNs) : 0;
  }

  /** Nothing of it for a while. */
  void restUntil(long atNs) {
    resting = true;
    retryAtNs = atNs;
  }
}
