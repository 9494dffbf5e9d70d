package io.watchlog.tracer.internal.log;

import java.util.function.Consumer;

/**
 * The steps of the log between which a process may die: tests let it die, or stall, at each.
 * Nothing outside this package can set one off, and where none is set a step costs a look at a
 * field.
 */
enum Failpoint {
  /** A directory is made, and has no lock. */
  DIRECTORY_MADE,
  /** A directory's lock file is made, and not locked. */
  LOCK_MADE,
  /** A segment's file is zeroed, and still bears its preliminary name. */
  SEGMENT_ZEROED,
  /** A segment's file bears its name, and holds no header. */
  SEGMENT_NAMED,
  /** A segment's header is written but for its magic number. */
  HEADER_WRITTEN,
  /** A segment is begun, and nobody writes to it. */
  SEGMENT_BEGUN,
  /** A record is written but for its length. */
  RECORD_WRITTEN,
  /** A record is committed, and not counted. */
  RECORD_COMMITTED,
  /** A cursor is written but for its checksum. */
  CURSOR_WRITTEN,
  /** A cursor is whole. */
  CURSOR_COMMITTED,
  /** The cursor has left a segment, which is neither recycled nor deleted. */
  SEGMENT_LEFT,
  /** A segment's file is deleted. */
  SEGMENT_DELETED,
  /** A dead process's directory is locked, and not looked at. */
  LOG_ADOPTED,
  /** What it holds is known. */
  LOG_RECOVERED,
  /** A drained directory's lock is deleted, and not the directory. */
  LOCK_DELETED;

  /** Set by tests only. */
  static volatile Consumer<Failpoint> action;

  /** Tells a test that this step is reached. */
  void reached() {
    Consumer<Failpoint> set = action;
    if (set != null) {
      set.accept(this);
    }
  }
}
