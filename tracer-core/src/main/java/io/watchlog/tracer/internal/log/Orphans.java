package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the logs that dead processes of the same application and user left beside our own. Belongs
 * to the sender thread; of any number of tracers in any number of processes, one gets each.
 */
public final class Orphans {
  private final QueueDirectory own;
  private final ThrottledLog log;
  private final Counters counters;

  /** Directories that could not be emptied, or are none of ours: looked at once, not every time. */
  private final Set<UUID> left = new HashSet<>();

  /** Looks beside a tracer's own directory. */
  public Orphans(QueueDirectory own, ThrottledLog log, Counters counters) {
    this.own = own;
    this.log = log;
    this.counters = counters;
  }

  /**
   * Takes over one log with records in it, and deletes what it finds without any.
   *
   * @return null where there is none
   * @throws IOException where the application's directory cannot be read
   */
  public AdoptedLog adoptNext() throws IOException {
    Path application = own.application();
    if (application == null) {
      return null; // there is no directory yet
    }
    for (Path sibling : DirectoryRules.list(application)) {
      UUID id = idOf(sibling.getFileName().toString());
      if (id != null && !left.contains(id) && !JvmToken.isOwn(id)) {
        AdoptedLog adopted = tryAdopt(sibling, id);
        if (adopted != null) {
          return adopted;
        }
      }
    }
    return null;
  }

  /** The id that a log's directory is named by; null where it is another name. */
  static UUID idOf(String name) {
    if (name.length() != 36 || !name.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      return null;
    }
    return UUID.fromString(name);
  }

  private AdoptedLog tryAdopt(Path sibling, UUID id) {
    if (!Files.isDirectory(sibling, LinkOption.NOFOLLOW_LINKS) || !JvmToken.claim(id)) {
      return null;
    }
    AdoptedLog adopted = null;
    try {
      adopted = adopt(sibling, id);
    } catch (NewerVersionException e) {
      left.add(id);
      log.warn("log-newer", "The log of a dead process is left alone: " + e.getMessage(), null);
    } catch (IOException | OverlappingFileLockException e) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("log-adopt", "The log of a dead process cannot be taken over: " + sibling, e);
    } finally {
      if (adopted == null) {
        JvmToken.unclaim(id);
      }
    }
    return adopted;
  }

  private AdoptedLog adopt(Path sibling, UUID id) throws IOException {
    QueueDirectory directory = QueueDirectory.adopt(sibling, id);
    if (directory == null) {
      deleteIfEmpty(sibling);
      return null;
    }
    Quarantine quarantine = new Quarantine(sibling.getParent(), counters, log);
    boolean kept = false;
    boolean settled = false;
    Failpoint.LOG_ADOPTED.reached();
    try {
      LogRecovery recovery = LogRecovery.of(sibling);
      Failpoint.LOG_RECOVERED.reached();
      if (recovery.records() > 0) {
        kept = true;
        return new AdoptedLog(directory, recovery, quarantine, counters, log);
      }
      for (DeadSegment segment : recovery.segments()) {
        Files.deleteIfExists(segment.file());
      }
      for (Wreck wreck : recovery.wrecks()) {
        wreck.setAside(recovery.nextSequence(), quarantine);
      }
      settled = true;
      return null;
    } finally {
      if (!kept) {
        directory.close();
        if (settled && Files.exists(sibling)) {
          left.add(id);
        }
      }
    }
  }

  /**
   * A process that dies between making its directory and the lock in it leaves one that nobody can
   * lock.
   */
  private static void deleteIfEmpty(Path sibling) throws IOException {
    String[] names = sibling.toFile().list();
    if (names != null && names.length == 0) {
      try {
        Files.deleteIfExists(sibling);
      } catch (DirectoryNotEmptyException e) {
        return; // its owner lives, and has just made the lock
      }
    }
  }
}
