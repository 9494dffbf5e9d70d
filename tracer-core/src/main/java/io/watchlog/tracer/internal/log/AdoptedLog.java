package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;

/**
 * The log of a dead process, taken over to be drained: read from where its cursor stands, never
 * appended to. Only segments that are being read or not settled are mapped. Belongs to the sender
 * thread.
 */
public final class AdoptedLog extends SegmentReader implements AutoCloseable {
  private final QueueDirectory directory;
  private final Deque<DeadSegment> waiting;
  private final long records;
  private final long firstSequence;
  private final long lastSequence;
  private final long lastId;
  private final int endOffset;
  private final Quarantine quarantine;
  private final List<Wreck> wrecks;
  private final Counters counters;
  private final ThrottledLog log;
  private final Cursor start;
  private final long startId;

  /** A log as it was recovered; the directory is this object's from now on. */
  AdoptedLog(
      QueueDirectory directory,
      LogRecovery recovery,
      Quarantine quarantine,
      Counters counters,
      ThrottledLog log) {
    super(recovery.nextSequence(), counters, log);
    this.directory = directory;
    this.waiting = recovery.segments();
    this.wrecks = recovery.wrecks();
    this.records = recovery.records();
    this.firstSequence = recovery.nextSequence();
    this.lastSequence = recovery.lastSequence();
    this.endOffset = recovery.endOffset();
    this.quarantine = quarantine;
    this.counters = counters;
    this.log = log;
    DeadSegment first = waiting.peekFirst();
    this.start = first == null ? null : first.cursor();
    this.startId = first == null ? 0 : first.id();
    this.lastId = waiting.isEmpty() ? 0 : waiting.peekLast().id();
  }

  /** The records that were not settled when it was adopted, damaged ones among them. */
  public long records() {
    return records;
  }

  @Override
  public long excess(long unsettledBeforeHead) {
    return 0;
  }

  @Override
  public long evictBefore() {
    return 0;
  }

  @Override
  long committed() {
    return lastSequence;
  }

  @Override
  long bytesBehind(long segmentId, int offset) {
    return (lastId - segmentId) * SegmentDescriptor.MAX_LENGTH + endOffset - offset;
  }

  @Override
  Segment poll() {
    for (DeadSegment dead = waiting.poll(); dead != null; dead = waiting.poll()) {
      try {
        return SegmentFiles.open(dead);
      } catch (IOException e) {
        failed("A segment of a dead process's log cannot be opened: " + dead.file(), e);
      }
    }
    return null;
  }

  @Override
  int firstOffset(Segment segment) {
    boolean cursorIsThere =
        start != null
            && segment.id() == startId
            && start.nextSequence() >= segment.baseSequence()
            && start.offset() >= SegmentDescriptor.HEADER_LENGTH
            && start.offset() <= segment.length()
            && start.offset() % RecordDescriptor.ALIGNMENT == 0;
    return cursorIsThere ? start.offset() : SegmentDescriptor.HEADER_LENGTH;
  }

  @Override
  void release(Segment segment) {
    segment.free();
    if (segment.isBroken()) {
      quarantine.take(segment.file());
    } else {
      delete(segment.file());
    }
  }

  @Override
  void settledTo(long sequence) {
    // The cursor in the segment says it.
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
      Failpoint.SEGMENT_DELETED.reached();
    } catch (IOException e) {
      failed("A file of a dead process's log cannot be deleted: " + file, e);
    }
  }

  private void setAside(Wreck wreck) {
    try {
      wreck.setAside(firstSequence, quarantine);
    } catch (IOException e) {
      failed("A broken file of a dead process's log cannot be set aside: " + wreck.file(), e);
    }
  }

  private void failed(String message, IOException e) {
    counters.increment(Counter.INTERNAL_ERRORS);
    log.warn("log-adopted", message, e);
  }

  /**
   * Unlocks the directory, last. What is drained is deleted; otherwise the rest stays for another
   * process, with the cursor where it was acknowledged.
   */
  @Override
  public void close() {
    boolean drained = isDrained();
    for (Segment segment : giveUp()) {
      if (drained) {
        release(segment);
      } else {
        segment.free();
      }
    }
    if (drained) {
      waiting.forEach(dead -> delete(dead.file()));
      wrecks.forEach(this::setAside);
    }
    waiting.clear();
    directory.close();
    JvmToken.unclaim(directory.id());
  }
}
