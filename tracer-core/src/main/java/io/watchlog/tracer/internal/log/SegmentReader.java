package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a chain of segments: what the tracer's own log and an adopted one have in common.
 *
 * <pre>
 *   cursor            head          committed
 *     ▼                 ▼               ▼
 *   [ segment ] ─▶ [ segment ] ─▶ [ segment ]
 *     └─ unsettled ─────┘└─ available ──┘
 * </pre>
 *
 * <p>A record counts as damaged when the sequences show that it was committed and no whole record
 * bears its number. Where nobody holds records before the head, damage moves the cursor too:
 * nothing else would. Not thread-safe.
 */
abstract class SegmentReader implements RecordSource {
  private final RecordCopy copy = new RecordCopy();
  private final List<Segment> chain = new ArrayList<>();
  private final Counters counters;
  private final ThrottledLog log;

  private int headIndex = -1;
  private int headOffset;
  private long headSequence;
  private boolean loaded;
  private long takenEnd;
  private long damaged;
  private long cursorSequence;
  private long cursorSegmentId;
  private int cursorOffset;

  /** A reader that begins with a record. */
  SegmentReader(long firstSequence, Counters counters, ThrottledLog log) {
    this.headSequence = firstSequence;
    this.takenEnd = firstSequence;
    this.cursorSequence = firstSequence;
    this.counters = counters;
    this.log = log;
  }

  /** The last sequence that was committed. Its segment can be polled. */
  abstract long committed();

  /** Bytes from a place to the end of the log, about. */
  abstract long bytesBehind(long segmentId, int offset);

  /** The next segment of the log, or null. */
  abstract Segment poll();

  /** Where reading begins in a segment that is entered. */
  abstract int firstOffset(Segment segment);

  /** Takes what the cursor has left. */
  abstract void release(Segment segment);

  /** Learns how far the log is settled. */
  abstract void settledTo(long sequence);

  @Override
  public long available() {
    return Math.max(0, committed() - headSequence + 1);
  }

  @Override
  public long availableBytes() {
    if (!load()) {
      return 0;
    }
    return Math.max(1, bytesBehind(head().id(), headOffset));
  }

  @Override
  public long headEndTimeMs() {
    return load() ? copy.endTimeMs() : Long.MAX_VALUE;
  }

  @Override
  public long headSequence() {
    load();
    return headSequence;
  }

  @Override
  public int read(Handler handler, int limit) {
    int taken = 0;
    while (taken < limit && load()) {
      int header = RecordDescriptor.HEADER_LENGTH;
      int length = copy.length() - header;
      if (!handler.onRecord(copy.array(), header, length, headSequence, copy.endTimeMs())) {
        break;
      }
      take();
      taken++;
    }
    deliverFault();
    return taken;
  }

  @Override
  public long skip(long count) {
    long skipped = 0;
    while (skipped < count && load()) {
      take();
      skipped++;
    }
    deliverFault();
    return skipped;
  }

  private void take() {
    headOffset += RecordDescriptor.aligned(copy.length());
    headSequence++;
    takenEnd = headSequence;
    loaded = false;
  }

  @Override
  public Position position() {
    return new Position(headIndex < 0 ? 0 : head().id(), headOffset, headSequence);
  }

  @Override
  public void acknowledge(Position position) {
    leaveReadSegment();
    if (position.nextSequence() >= takenEnd) {
      moveCursorToHead();
    } else if (position.nextSequence() > cursorSequence) {
      cursorSequence = position.nextSequence();
      cursorSegmentId = position.segmentId();
      cursorOffset = position.offset();
      settle();
    }
  }

  @Override
  public long takeDamaged() {
    long taken = damaged;
    damaged = 0;
    return taken;
  }

  /** True when everything is acknowledged or accounted for. */
  final boolean isDrained() {
    return cursorSequence > committed();
  }

  /** Hands over the segments that the cursor has not left, when nothing is read any more. */
  final List<Segment> giveUp() {
    List<Segment> segments = List.copyOf(chain);
    chain.clear();
    headIndex = -1;
    loaded = false;
    return segments;
  }

  /**
   * The end of the first segment that begins at or after a sequence, that is, the first sequence
   * behind it; 0 where that is the last one.
   */
  final long endOfSegmentFrom(long sequence) {
    load();
    for (int i = 0; i < chain.size(); i++) {
      Segment next = segment(i + 1);
      if (next == null) {
        return 0;
      }
      if (chain.get(i).baseSequence() >= sequence) {
        return next.baseSequence();
      }
    }
    return 0;
  }

  /**
   * Leaves the segments that lie wholly between two sequences and that the head has passed, but not
   * the cursor's own: the cursor stays there until what is held is settled. Should the process die
   * before that, who adopts the log finds the gap by the sequences and counts it as damaged.
   */
  final void releaseInside(long from, long to) {
    leaveReadSegment();
    int i = 1;
    while (i < headIndex && chain.get(i + 1).baseSequence() <= to) {
      if (chain.get(i).baseSequence() >= from) {
        release(chain.remove(i));
        headIndex--;
      } else {
        i++;
      }
    }
    deliverFault();
  }

  /** Finds the record at the head, past what is damaged; false where there is none. */
  private boolean load() {
    if (loaded) {
      return true;
    }
    for (long committed = committed(); headSequence <= committed; committed = committed()) {
      if (isRecordAtHead() && copy.sequence() <= committed) { // beyond, it is forged
        long sequence = copy.sequence();
        if (sequence < headSequence) {
          // Written twice: its first segment was abandoned between the write and the commit.
          headOffset += RecordDescriptor.aligned(copy.length());
        } else {
          lose(sequence);
          loaded = true;
          return true;
        }
      } else {
        passOver(committed);
      }
    }
    return false;
  }

  /** Goes on to the next segment, or over what is damaged; always moves something. */
  private void passOver(long committed) {
    Segment next = nextSegment();
    if (next != null && (headIndex < 0 || next.baseSequence() <= headSequence)) {
      enterNext();
      return;
    }
    // A header that was forged may begin anywhere.
    long end = next == null ? committed + 1 : Math.min(committed + 1, next.baseSequence());
    int found = headIndex < 0 ? -1 : findBehindHead(end - 1);
    if (found >= 0) {
      headOffset = found;
    } else {
      lose(end);
    }
  }

  private boolean isRecordAtHead() {
    if (headIndex < 0) {
      return false;
    }
    try {
      boolean whole = copy.load(head(), headOffset);
      if (!whole) {
        PendingFault.deliver();
      }
      return whole;
    } catch (InternalError e) {
      fault(head(), e);
      return false;
    }
  }

  private int findBehindHead(long maxSequence) {
    Segment segment = head();
    segment.markBroken();
    try {
      int from = headOffset + RecordDescriptor.ALIGNMENT;
      int found = copy.find(segment, from, headSequence, maxSequence);
      PendingFault.deliver();
      return found;
    } catch (InternalError e) {
      fault(segment, e);
      return -1;
    }
  }

  private void lose(long nextSequence) {
    long lost = nextSequence - headSequence;
    if (lost > 0) {
      damaged += lost;
      headSequence = nextSequence;
      log.warn("log-damaged", "Part of the span log cannot be read: " + lost + " spans lost", null);
      if (cursorSequence >= takenEnd) {
        moveCursorToHead();
      }
    }
  }

  private Segment head() {
    return chain.get(headIndex);
  }

  private Segment nextSegment() {
    return segment(headIndex + 1);
  }

  /** A segment of the chain, or the next one behind it; null where there is none yet. */
  private Segment segment(int index) {
    if (index == chain.size()) {
      Segment polled = poll();
      if (polled == null) {
        return null;
      }
      chain.add(polled);
    }
    return chain.get(index);
  }

  private void enterNext() {
    headIndex++;
    headOffset = firstOffset(head());
    if (cursorSequence >= takenEnd) {
      moveCursorToHead();
    }
  }

  /**
   * A segment that is read through is left before more is committed: the writer may wait for it.
   */
  private void leaveReadSegment() {
    Segment next = loaded || headIndex < 0 ? null : nextSegment();
    if (next != null && next.baseSequence() <= headSequence) {
      enterNext();
    }
  }

  private void moveCursorToHead() {
    cursorSequence = headSequence;
    cursorSegmentId = headIndex < 0 ? 0 : head().id();
    cursorOffset = headOffset;
    settle();
  }

  /** Writes the cursor down, and leaves the segments that it has passed. */
  private void settle() {
    while (headIndex > 0 && chain.get(1).baseSequence() <= cursorSequence) {
      Segment left = chain.remove(0);
      headIndex--;
      // In the new segment before the old one goes, so that there is always one that knows.
      writeCursor(left);
      writeCursor(chain.get(0));
      Failpoint.SEGMENT_LEFT.reached();
      release(left);
    }
    if (headIndex >= 0) {
      writeCursor(chain.get(0));
    }
    deliverFault();
    settledTo(cursorSequence - 1);
  }

  private void writeCursor(Segment segment) {
    boolean isThere = segment.id() == cursorSegmentId;
    try {
      segment.writeCursor(cursorSequence, isThere ? cursorOffset : SegmentDescriptor.HEADER_LENGTH);
      PendingFault.deliver();
    } catch (InternalError e) {
      fault(segment, e);
    }
  }

  /** Keeps a fault from being delivered later, in code of others. */
  private void deliverFault() {
    try {
      PendingFault.deliver();
    } catch (InternalError e) {
      if (headIndex >= 0) {
        fault(head(), e);
      } else {
        counters.increment(Counter.INTERNAL_ERRORS);
      }
    }
  }

  private void fault(Segment segment, InternalError e) {
    segment.markBroken();
    counters.increment(Counter.INTERNAL_ERRORS);
    log.warn("log-fault", "A file of the span log was cut while in use: " + segment.file(), e);
  }
}
