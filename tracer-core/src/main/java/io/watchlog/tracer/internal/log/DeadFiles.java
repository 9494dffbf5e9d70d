package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files of a dead process's log, by what their first pages say. Changes nothing.
 *
 * @param segments in the order of their ids
 * @param wrecks what bears the name of a segment and is none that can be read
 * @param preparations files that had not become segments yet
 */
record DeadFiles(List<DeadSegment> segments, List<Wreck> wrecks, List<Path> preparations) {

  /**
   * Lists a directory.
   *
   * @throws NewerVersionException where a later release has written there
   */
  static DeadFiles in(Path directory) throws IOException {
    DeadFiles found = new DeadFiles(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Path file : DirectoryRules.list(directory)) {
      if (SegmentDescriptor.isSegment(file)) {
        found.add(file, Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
      }
    }
    found.segments.sort(Comparator.comparingLong(DeadSegment::id));
    return found;
  }

  private void add(Path file, boolean regular) throws IOException {
    if (regular && file.toString().endsWith(SegmentDescriptor.PREP_SUFFIX)) {
      preparations.add(file);
      return;
    }
    byte[] page;
    try {
      page = regular ? SegmentFiles.firstPage(file) : null;
    } catch (AccessDeniedException e) {
      page = null; // somebody has made it unreadable: the others need not wait for that
    }
    if (page != null && SegmentDescriptor.isNewer(page)) {
      throw new NewerVersionException(file);
    }
    DeadSegment segment = DeadSegment.parse(file, page);
    if (segment != null) {
      segments.add(segment);
    } else {
      wrecks.add(Wreck.of(file, page));
    }
  }

  /** The sequence of the cursor that is furthest on; 0 where none is whole. */
  long cursorSequence() {
    long next = 0;
    for (DeadSegment segment : segments) {
      next = Math.max(next, sequenceOf(segment.cursor()));
    }
    for (Wreck wreck : wrecks) {
      next = Math.max(next, sequenceOf(wreck.cursor()));
    }
    return next;
  }

  private static long sequenceOf(Cursor cursor) {
    return cursor == null ? 0 : cursor.nextSequence();
  }
}
