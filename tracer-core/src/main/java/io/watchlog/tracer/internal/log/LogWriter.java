package io.watchlog.tracer.internal.log;

import static io.watchlog.tracer.internal.log.RecordDescriptor.INT;
import static io.watchlog.tracer.internal.log.RecordDescriptor.LONG;

import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The end of the log that grows. {@link #append} and {@link #prepare} belong to the journal thread;
 * the queries to any.
 *
 * <p>A record whose {@link #append} returned true is in the page cache and survives the process; it
 * is lost only with the host, with its file, or where the log runs in memory.
 */
public final class LogWriter {
  /** Bytes that must be free in the array before the JSON. */
  public static final int HEADROOM = RecordDescriptor.HEADER_LENGTH;

  private final LogProgress progress;
  private final SegmentPool pool;
  private final UUID owner;
  private final int segmentLength;
  private final int maxRecordLength;
  private final long maxWaiting;
  private final CRC32C crc = new CRC32C();

  private Segment current;
  private long currentId;
  private int tail;
  private long lastSequence;
  private long wish;
  private volatile boolean inMemory;

  /**
   * A writer of an empty log.
   *
   * @param maxWaiting how many records that are not settled make it refuse the next one
   * @param inMemory true where the first of them would not survive the process
   */
  LogWriter(
      LogProgress progress,
      SegmentPool pool,
      UUID owner,
      int segmentLength,
      long maxWaiting,
      boolean inMemory) {
    this.progress = progress;
    this.pool = pool;
    this.owner = owner;
    this.segmentLength = segmentLength;
    this.maxRecordLength = SegmentDescriptor.maxRecordLength(segmentLength);
    this.maxWaiting = maxWaiting;
    this.inMemory = inMemory;
  }

  /**
   * Appends a record. Trouble with the disk is counted and warned of, and the log goes on in
   * memory.
   *
   * @param array holds the JSON; the {@link #HEADROOM} bytes before it are overwritten
   * @param offset of the JSON, at least {@link #HEADROOM}
   * @param length of the JSON, at most {@link SpanLog#maxRecordLength()}
   * @param endTimeMs the span's end in epoch milliseconds
   * @return false where there is no room before the sender has settled something
   */
  public boolean append(byte[] array, int offset, int length, long endTimeMs) {
    int recordLength = HEADROOM + length;
    if (offset < HEADROOM || length < 0 || recordLength > maxRecordLength) {
      throw new IllegalArgumentException(refused(offset, length));
    }
    long sequence = lastSequence + 1;
    if (maxWaiting != Long.MAX_VALUE && lastSequence - progress.settled.get() >= maxWaiting) {
      return false;
    }
    int start = offset - HEADROOM;
    while (current == null || recordLength > segmentLength - tail || current.isBroken()) {
      if (!roll()) {
        return false;
      }
    }
    while (!write(array, start, recordLength, sequence, endTimeMs)) {
      if (!roll()) {
        return false;
      }
    }
    lastSequence = sequence;
    progress.writePosition.setRelease(currentId * segmentLength + tail);
    progress.committed.setRelease(sequence);
    return true;
  }

  private String refused(int offset, int length) {
    return "offset must be at least "
        + HEADROOM
        + ", was "
        + offset
        + "; length must be in 0.."
        + (maxRecordLength - HEADROOM)
        + ", was "
        + length;
  }

  private boolean write(byte[] array, int start, int recordLength, long sequence, long endTimeMs) {
    LONG.set(array, start + RecordDescriptor.SEQUENCE_OFFSET, sequence);
    LONG.set(array, start + RecordDescriptor.END_TIME_OFFSET, endTimeMs);
    INT.set(array, start + RecordDescriptor.TYPE_OFFSET, RecordDescriptor.TYPE_SPAN_JSON);
    int checksum = RecordDescriptor.crc(crc, array, start, recordLength, currentId);
    INT.set(array, start + RecordDescriptor.CRC_OFFSET, checksum);
    try {
      tail = current.append(tail, array, start, recordLength);
      // Before anybody can count the record as appended, and not in code of others.
      PendingFault.deliver();
      return true;
    } catch (InternalError e) {
      abandon(current, e);
      return false;
    }
  }

  private boolean roll() {
    // Cleared before looking, so that who sees it set after having given nothing knows that it is
    // needed.
    progress.wanted.set(0);
    Segment next = pool.take(currentId + 1);
    if (next == null) {
      // A fresh number for each refusal: what the reader gave for the last one was not enough.
      progress.wanted.set(++wish);
      return false;
    }
    long id = currentId + 1;
    try {
      next.begin(id, lastSequence + 1, progress.settled.get() + 1, owner);
      PendingFault.deliver();
    } catch (InternalError e) {
      abandon(next, e);
      pool.discard(next);
      return false;
    }
    current = next;
    currentId = id;
    tail = SegmentDescriptor.HEADER_LENGTH;
    inMemory = next.inMemory();
    progress.begun.add(next);
    return true;
  }

  private void abandon(Segment segment, InternalError fault) {
    segment.markBroken();
    pool.diskFailed(fault);
  }

  /** How many records were appended: the sequence of the last one. */
  public long appended() {
    return progress.committed.getAcquire();
  }

  /** True while a segment is wanted and none may be made: the sender has to settle or evict. */
  public boolean waitsForRoom() {
    return progress.isRoomWanted();
  }

  /** True while what is appended would not survive the process. */
  boolean inMemory() {
    return inMemory;
  }

  /**
   * The segment that is written, for any thread that knows that its id may have gone on meanwhile.
   */
  long segmentId() {
    return progress.writePosition.getAcquire() / segmentLength;
  }

  /**
   * Looks whether somebody has deleted the log's files; to be called now and then. Where that is
   * so, another one is begun at once: its cursor tells the next process what was lost, should this
   * one die.
   */
  public void checkFiles() {
    boolean wasBroken = current == null || current.isBroken();
    pool.checkFiles(current);
    if (!wasBroken && current.isBroken()) {
      boolean unused = roll();
    }
  }

  /** Makes the next segment ready ahead of need; to be called when there is nothing else to do. */
  public void prepare() {
    boolean onMemory = current != null && current.inMemory();
    if (current == null || onMemory || tail > segmentLength / 2) {
      boolean onDisk = pool.prepare(currentId + 1);
      if (onMemory && onDisk && !roll()) {
        pool.diskFailed(null);
      }
    }
  }
}
