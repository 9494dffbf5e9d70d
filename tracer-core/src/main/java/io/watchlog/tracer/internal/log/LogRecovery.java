package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What a dead process's log holds, told from the headers of its segments and the records of the
 * last one. What was in files that can't be read shows as a gap in the sequences, or, at the log's
 * end, as what was counted in them.
 *
 * @param segments in the order of their ids, those that the cursor has left not among them
 * @param wrecks what can't be read; to be set aside when all is accounted for, and not before: who
 *     dies over it leaves it to the next one
 * @param nextSequence of the cursor: everything before it is settled
 * @param lastSequence the last record that was committed, whole or not
 * @param endOffset where the last segment's records end
 */
record LogRecovery(
    Deque<DeadSegment> segments,
    List<Wreck> wrecks,
    long nextSequence,
    long lastSequence,
    int endOffset) {

  /**
   * Reads a directory that this process has locked, and deletes in it what holds nothing.
   *
   * @throws NewerVersionException where nothing was touched
   */
  static LogRecovery of(Path directory) throws IOException {
    DeadFiles files = DeadFiles.in(directory);
    Deque<DeadSegment> segments = new ArrayDeque<>(files.segments());
    End end = segments.isEmpty() ? new End(0, 0) : endOf(segments.getLast());
    long next = files.cursorSequence();
    if (next == 0 && !segments.isEmpty()) {
      // Every segment is begun with a cursor; where all are broken, what was lost before them is
      // unknown.
      next = segments.getFirst().baseSequence();
    }
    for (Path preparation : files.preparations()) {
      Files.delete(preparation);
    }
    deleteSettled(segments, next);
    long last = Wreck.lastSequence(files.wrecks(), Math.max(end.sequence, next - 1));
    return new LogRecovery(segments, files.wrecks(), Math.max(1, next), last, end.offset);
  }

  /** Records that are committed and not settled, readable or not. */
  long records() {
    return Math.max(0, lastSequence - nextSequence + 1);
  }

  private static void deleteSettled(Deque<DeadSegment> segments, long next) throws IOException {
    while (segments.size() > 1) {
      DeadSegment oldest = segments.removeFirst();
      if (segments.getFirst().baseSequence() > next) {
        segments.addFirst(oldest);
        break;
      }
      Files.deleteIfExists(oldest.file());
    }
  }

  private record End(long sequence, int offset) {}

  private static End endOf(DeadSegment dead) throws IOException {
    Segment segment = SegmentFiles.open(dead);
    try {
      return endOf(segment);
    } catch (InternalError e) {
      throw new IOException(dead.file() + " was cut while it was read", e);
    } finally {
      segment.free();
    }
  }

  private static End endOf(Segment segment) {
    SegmentWalk walk = SegmentWalk.ofLast(segment);
    while (walk.next()) {
      // Only where they end is asked for.
    }
    End end = new End(walk.lastCommitted(), walk.end());
    PendingFault.deliver();
    return end;
  }
}
