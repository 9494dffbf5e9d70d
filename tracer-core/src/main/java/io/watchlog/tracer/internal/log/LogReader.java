package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;

/** The end of the tracer's own log that is read and settled. Belongs to the sender thread. */
public final class LogReader extends SegmentReader {
  private final LogProgress progress;
  private final SegmentPool pool;
  private final SpanLog.Settings settings;
  private final int segmentLength;

  LogReader(
      LogProgress progress,
      SegmentPool pool,
      SpanLog.Settings settings,
      int segmentLength,
      Counters counters,
      ThrottledLog log) {
    super(1, counters, log);
    this.progress = progress;
    this.pool = pool;
    this.settings = settings;
    this.segmentLength = segmentLength;
  }

  @Override
  public long excess(long unsettledBeforeHead) {
    if (!settings.evictOldest()) {
      return 0;
    }
    return Math.max(0, unsettledBeforeHead + available() - settings.maxQueueSize());
  }

  @Override
  public long evictBefore() {
    return mustEvict() ? endOfSegmentFrom(0) : 0;
  }

  @Override
  public long evictBehind(long heldBefore) {
    return mustEvict() ? endOfSegmentFrom(heldBefore) : 0;
  }

  @Override
  public void releaseBetween(long from, long to) {
    releaseInside(from, to);
  }

  private boolean mustEvict() {
    // The spare before the wish: see LogWriter, which clears its wish before it takes a spare.
    return settings.evictOldest() && !pool.hasSpare() && progress.isRoomWanted();
  }

  @Override
  long committed() {
    return progress.committed.getAcquire();
  }

  @Override
  long bytesBehind(long segmentId, int offset) {
    return progress.writePosition.getAcquire() - segmentId * segmentLength - offset;
  }

  @Override
  Segment poll() {
    return progress.begun.poll();
  }

  @Override
  int firstOffset(Segment segment) {
    return SegmentDescriptor.HEADER_LENGTH;
  }

  @Override
  void release(Segment segment) {
    pool.release(segment);
    progress.answered.set(progress.wanted.get());
  }

  @Override
  void settledTo(long sequence) {
    progress.settled.setRelease(sequence);
  }
}
