package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Keeps the first few files that could not be read, for whoever wants to know why; the others are
 * deleted.
 */
final class Quarantine {
  static final String NAME = "quarantine";

  private static final int MAX_FILES = 4;

  private final Path shelf;
  private final Counters counters;
  private final ThrottledLog log;

  /** The one place of an application. */
  Quarantine(Path appDirectory, Counters counters, ThrottledLog log) {
    this.shelf = appDirectory.resolve(NAME);
    this.counters = counters;
    this.log = log;
  }

  /** Takes a file out of a log's directory; what is no regular file is none of ours, and stays. */
  void take(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("log-quarantine", "Something that is no file is left in a span log: " + file, null);
      return;
    }
    try {
      DirectoryRules.createPrivate(shelf);
      String[] kept = shelf.toFile().list();
      if (kept != null && kept.length < MAX_FILES) {
        Path place = shelf.resolve(file.getParent().getFileName() + "-" + file.getFileName());
        Files.move(file, place);
        log.warn("log-quarantine", "A broken part of a span log was set aside: " + place, null);
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("log-quarantine", "A broken part of a span log cannot be set aside: " + file, e);
    }
  }
}
