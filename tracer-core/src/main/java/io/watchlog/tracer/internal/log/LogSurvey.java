package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Finds the logs in a root, an application's directory or a log's own, and has each inspected. No
 * symbolic link below the named directory is followed. Not thread-safe.
 */
final class LogSurvey {
  private static final int MAX_DEPTH = 2;

  private final LogPrinter printer;
  private boolean damaged;
  private boolean unreadable;

  LogSurvey(LogPrinter printer) {
    this.printer = printer;
  }

  /**
   * Looks at a directory and two levels below it.
   *
   * @throws IOException where it is none, or cannot be listed; for what is below, the printer is
   *     told and the search goes on
   */
  void of(Path directory) throws IOException {
    look(directory, DirectoryRules.list(directory), 0);
  }

  private void look(Path directory, List<Path> entries, int depth) throws IOException {
    if (isNamed(directory, Quarantine.NAME)) {
      setAside(entries);
      return;
    }
    if (isLog(directory, entries)) {
      printer.onDirectory(directory);
      LogTally tally = LogInspector.inspect(directory, printer);
      damaged |= tally.isDamaged();
      unreadable |= tally.unreadableFiles() > 0;
    }
    if (depth == MAX_DEPTH) {
      return;
    }
    for (Path entry : entries) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        lookBelow(entry, depth + 1);
      }
    }
  }

  private void lookBelow(Path directory, int depth) {
    try {
      look(directory, DirectoryRules.list(directory), depth);
    } catch (NoSuchFileException | NotDirectoryException e) {
      // A log that is drained, or closed, goes or gets another name.
      printer.onGone(directory);
    } catch (IOException e) {
      unreadable = true;
      printer.onUnreadable(directory, e);
    }
  }

  private void setAside(List<Path> files) {
    for (Path file : files) {
      long size;
      try {
        size =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).size();
      } catch (IOException e) {
        printer.onGone(file);
        continue;
      }
      printer.onSetAside(file, size);
    }
  }

  private static boolean isLog(Path directory, List<Path> entries) {
    Path name = directory.getFileName();
    return (name != null && Orphans.idOf(name.toString()) != null)
        || entries.stream()
            .anyMatch(e -> isNamed(e, QueueDirectory.LOCK) || SegmentDescriptor.isSegment(e));
  }

  private static boolean isNamed(Path path, String name) {
    return path.endsWith(name);
  }

  /** True where any log is damaged. */
  boolean foundDamage() {
    return damaged;
  }

  /** True where something could not be read, so that nothing can be said of it. */
  boolean foundUnreadable() {
    return unreadable;
  }
}
