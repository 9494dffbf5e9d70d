package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that is named like a segment, as its first page describes it.
 *
 * @param header null where no header could be read
 * @param createdMs when the segment was begun; 0 without a header
 */
record SegmentVerdict(
    Path path, long size, Condition condition, DeadSegment header, long createdMs) {
  private static final int ATTEMPTS = 3;

  /** What a file is worth. */
  enum Condition {
    WHOLE("", false),
    /** Made ahead of need, or a process died when it began it. */
    BLANK("blank: nothing was begun in it", false),
    BAD_HEADER("bad header", true),
    NEWER_VERSION("of a newer version, not read", false),
    SHORTER("shorter than its header says", true),
    TOO_SHORT("too short for a header", true),
    NO_FILE("no regular file, not read", false),
    UNREADABLE("cannot be read", false),
    GONE("gone or reused since it was listed", false);

    private final String text;
    private final boolean damage;

    Condition(String text, boolean damage) {
      this.text = text;
      this.damage = damage;
    }

    /** In words, for people; empty where all is well. */
    String text() {
      return text;
    }

    /** True where nothing can be said of it. */
    boolean isUnread() {
      return this == NEWER_VERSION || this == UNREADABLE;
    }

    /** True where records may have been lost with it. */
    boolean isDamage() {
      return damage;
    }
  }

  /** Looks at a file. A live owner may be writing its header: what looks bad is looked at again. */
  static SegmentVerdict look(Path path) {
    SegmentVerdict seen = lookOnce(path);
    for (int i = 1; i < ATTEMPTS && seen.condition == Condition.BAD_HEADER; i++) {
      seen = lookOnce(path);
    }
    return seen;
  }

  private static SegmentVerdict lookOnce(Path path) {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      boolean gone = Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
      return without(path, 0, gone ? Condition.GONE : Condition.NO_FILE);
    }
    long size = 0;
    try {
      size = Files.size(path);
      return of(path, size, SegmentFiles.firstPage(path));
    } catch (NoSuchFileException e) {
      return without(path, size, Condition.GONE);
    } catch (IOException e) {
      return without(path, size, Condition.UNREADABLE);
    }
  }

  private static SegmentVerdict of(Path path, long size, byte[] page) {
    if (page == null) {
      return without(path, size, Condition.TOO_SHORT);
    }
    if (SegmentDescriptor.isBlank(page)) {
      return without(path, size, Condition.BLANK);
    }
    DeadSegment header = DeadSegment.parse(path, page);
    if (header == null) {
      boolean newer = SegmentDescriptor.isNewer(page);
      return without(path, size, newer ? Condition.NEWER_VERSION : Condition.BAD_HEADER);
    }
    Condition condition = size < header.length() ? Condition.SHORTER : Condition.WHOLE;
    return new SegmentVerdict(path, size, condition, header, SegmentDescriptor.createdMs(page));
  }

  private static SegmentVerdict without(Path path, long size, Condition condition) {
    return new SegmentVerdict(path, size, condition, null, 0);
  }

  /** True where there is a page that is no header. */
  boolean hasPage() {
    return condition == Condition.BLANK || condition == Condition.BAD_HEADER;
  }

  /** The same file, of which nothing was read in the end. */
  SegmentVerdict as(Condition now) {
    return new SegmentVerdict(path, size, now, header, createdMs);
  }
}
