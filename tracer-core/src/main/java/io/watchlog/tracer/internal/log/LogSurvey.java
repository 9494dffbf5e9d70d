package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Finds the logs in a root, an application's directory or a log's own, has each inspected, and says
 * what else there is of an application. Not thread-safe.
 */
final class LogSurvey implements DirectoryWalk.Visitor {
  private final LogPrinter printer;
  private boolean damaged;
  private boolean unreadable;

  LogSurvey(LogPrinter printer) {
    this.printer = printer;
  }

  @Override
  public boolean onDirectory(Path directory, List<Path> entries) throws IOException {
    if (isNamed(directory, Quarantine.NAME)) {
      setAside(entries);
      return false;
    }
    deadLetters(directory, DeadLetterFiles.filesAmong(entries));
    if (isLog(directory, entries)) {
      printer.onDirectory(directory);
      LogTally tally = LogInspector.inspect(directory, printer);
      damaged |= tally.isDamaged();
      unreadable |= tally.unreadableFiles() > 0;
    }
    return true;
  }

  @Override
  public void onGone(Path path) {
    printer.onGone(path);
  }

  @Override
  public void onUnreadable(Path path, IOException e) {
    unreadable = true;
    printer.onUnreadable(path, e);
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

  /** Their spans are accounted for, so a line that is none is no damage of a log. */
  private void deadLetters(Path directory, List<Path> files) {
    if (files.isEmpty()) {
      return;
    }
    DeadLetterCount count = new DeadLetterCount();
    for (Path file : files) {
      try {
        DeadLetterReader.read(file, count);
      } catch (NoSuchFileException e) {
        onGone(file);
      } catch (IOException e) {
        onUnreadable(file, e);
      }
    }
    printer.onDeadLetters(directory, files, count.letters, count.others);
  }

  private static final class DeadLetterCount implements DeadLetterReader.Visitor {
    private long letters;
    private long others;

    @Override
    public void onLetter(DeadLetter letter) {
      letters++;
    }

    @Override
    public void onOther(long line, String beginning) {
      others++;
    }
  }

  static boolean isLog(Path directory, List<Path> entries) {
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
