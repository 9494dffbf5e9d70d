package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.log.SegmentVerdict.Condition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads one log's directory and changes nothing in it: no mapping, which a live owner could cut
 * beneath us, and no file but for reading. Of a dead owner's log it says what {@link LogRecovery}
 * and {@link AdoptedLog} would make of it. A live owner's log changes while it is read: what
 * disappears is no damage then, nor is the end of the last segment, wherever it is.
 *
 * <p>Holds one segment in memory, one record, and a few words for each file. Any header and any
 * record may be forged. Not thread-safe.
 */
final class LogInspector {
  private final Path directory;
  private final LogVisitor visitor;
  private final List<SegmentVerdict> segments = new ArrayList<>();
  private final List<SegmentVerdict> others = new ArrayList<>();
  private final List<SegmentVerdict> preps = new ArrayList<>();
  private final List<Wreck> wrecks = new ArrayList<>();
  private LogOwner owner;
  private LogTally tally;

  /** True where what is in none of these files may be elsewhere. */
  private boolean incomplete;

  private LogInspector(Path directory, LogVisitor visitor) {
    this.directory = directory;
    this.visitor = visitor;
  }

  /**
   * Tells a visitor what is in a directory.
   *
   * @throws IOException where the directory cannot be listed; a file that cannot be read is told
   *     of, and reading goes on
   */
  static LogTally inspect(Path directory, LogVisitor visitor) throws IOException {
    return new LogInspector(directory, visitor).inspect();
  }

  private LogTally inspect() throws IOException {
    owner = LogOwner.of(directory);
    incomplete = owner.mayWrite();
    list();
    if (!incomplete) {
      countWrecks();
    }
    DeadSegment holder = cursorHolder();
    long next = holder == null ? 0 : holder.cursor().nextSequence();
    for (Wreck wreck : wrecks) {
      if (wreck.cursor() != null && wreck.cursor().nextSequence() > next) {
        next = wreck.cursor().nextSequence();
        holder = null;
      }
    }
    next = next == 0 ? firstSequence() : next;
    tally = new LogTally(next);
    if (owner.state() == LogOwner.State.UNKNOWN) {
      tally.add(Condition.UNREADABLE);
    }
    visitor.onLog(owner, next, holder);
    long previousId = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (read(i, previousId)) {
        previousId = segments.get(i).header().id();
      }
    }
    tally.lostBefore(Wreck.lastSequence(wrecks, tally.accountedTo()) + 1);
    for (SegmentVerdict other : others) {
      tally.add(other.condition());
      visitor.onOther(other);
    }
    preps.forEach(visitor::onPrep);
    visitor.onEnd(tally);
    return tally;
  }

  private void list() throws IOException {
    for (Path path : DirectoryRules.list(directory)) {
      if (SegmentDescriptor.isSegment(path)) {
        SegmentVerdict file = SegmentVerdict.look(path);
        incomplete |= file.condition() == Condition.UNREADABLE;
        boolean prep = path.toString().endsWith(SegmentDescriptor.PREP_SUFFIX);
        (prep ? preps : file.header() == null ? others : segments).add(file);
      }
    }
    segments.sort(Comparator.comparingLong(file -> file.header().id()));
  }

  /** A live owner's segments without a header are about to be begun, and hold nothing. */
  private void countWrecks() {
    for (SegmentVerdict file : others) {
      try {
        byte[] page = file.hasPage() ? SegmentFiles.firstPage(file.path()) : null;
        if (page != null) {
          wrecks.add(Wreck.ofCopy(file.path(), page));
        }
      } catch (IOException e) {
        incomplete = true;
      }
    }
  }

  private long firstSequence() {
    return segments.isEmpty() ? 1 : segments.get(0).header().baseSequence();
  }

  /**
   * The segment with the newest cursor. When the cursor goes on to the next segment it is written
   * in both, so of equal ones the last counts that had been reached.
   */
  private DeadSegment cursorHolder() {
    DeadSegment holder = null;
    long newest = 0;
    for (SegmentVerdict file : segments) {
      Cursor cursor = file.header().cursor();
      long next = cursor == null ? 0 : cursor.nextSequence();
      if (next > newest || (next == newest && next >= file.header().baseSequence())) {
        newest = next;
        holder = file.header();
      }
    }
    return holder;
  }

  /** Reads a segment; false where it is not there any more. */
  private boolean read(int index, long previousId) {
    SegmentVerdict file = segments.get(index);
    DeadSegment header = file.header();
    Segment segment;
    try {
      segment = SegmentFiles.read(header);
    } catch (NoSuchFileException e) {
      segment = null;
    } catch (IOException e) {
      incomplete = true;
      return skip(file.as(Condition.UNREADABLE));
    }
    if (segment == null) {
      // Somebody is at work here, whoever held the lock before.
      incomplete = true;
      return skip(file.as(Condition.GONE));
    }
    tally.add(file.condition());
    // A segment between two others may be in the memory of a live owner, or it was evicted.
    if (incomplete && header.id() - previousId != 1) {
      tally.elsewhereBefore(header.baseSequence());
    } else {
      tally.lostBefore(header.baseSequence());
    }
    walk(index, segment);
    return true;
  }

  private boolean skip(SegmentVerdict file) {
    tally.add(file.condition());
    visitor.onOther(file);
    return false;
  }

  private void walk(int index, Segment segment) {
    boolean last = index == segments.size() - 1;
    long behind = last ? Long.MAX_VALUE : segments.get(index + 1).header().baseSequence();
    // What recovery leaves out, whatever records are in it.
    boolean left = !last && tally.isSettled(behind - 1);
    long records = 0;
    long first = 0;
    SegmentWalk walk = begin(segment, behind);
    while (walk.next()) {
      first = records == 0 ? walk.record().sequence() : first;
      records++;
      if (!left) {
        tally.add(walk.record());
      }
    }
    long end = last && !incomplete ? walk.lastCommitted() : walk.lastSequence();
    if (last && !incomplete) {
      tally.lostBefore(end + 1);
    }
    String state = left ? "settled" : state(segment.baseSequence(), last ? end : behind - 1);
    SegmentVerdict file = segments.get(index);
    visitor.onSegment(
        new LogVisitor.Contents(file, records, first, walk.lastSequence(), walk.end(), state));
    if (visitor.wantsRecords()) {
      tell(segment.id(), begin(segment, behind), left);
    }
  }

  private SegmentWalk begin(Segment segment, long behind) {
    if (behind == Long.MAX_VALUE) {
      return incomplete
          ? new SegmentWalk(segment, segment.baseSequence() - 1 + segment.length(), true)
          : SegmentWalk.ofLast(segment);
    }
    return new SegmentWalk(segment, behind - 1, false);
  }

  private void tell(long id, SegmentWalk walk, boolean left) {
    while (walk.next()) {
      boolean settled = left || tally.isSettled(walk.record().sequence());
      visitor.onRecord(id, walk.offset(), walk.record(), settled);
    }
  }

  private String state(long base, long end) {
    if (end < base) {
      return "empty";
    }
    if (tally.isSettled(end)) {
      return "settled";
    }
    return tally.isSettled(base) ? "being read" : "waiting";
  }
}
