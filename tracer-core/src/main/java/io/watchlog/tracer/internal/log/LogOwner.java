package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose a log's directory is at this moment, found out without keeping it.
 *
 * @param pid of the process that holds the lock; 0 where that is unknown, or there is none
 */
record LogOwner(State state, long pid) {
  private static final Path LOCKS = Path.of("/proc/locks");

  /** What the lock file says. */
  enum State {
    ALIVE,
    DEAD,
    NO_LOCK_FILE,
    UNKNOWN
  }

  /**
   * Tries the lock. Not for a process that has tracers: on Linux, closing the lock file drops the
   * process's own lock.
   */
  static LogOwner of(Path directory) {
    Path file = directory.resolve(QueueDirectory.LOCK);
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new LogOwner(State.NO_LOCK_FILE, 0);
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new LogOwner(State.UNKNOWN, 0);
    }
    // A shared lock asks for no right to write, and another process's lock stays when this file is
    // closed here. The cost: a tracer that tries the directory in this very moment takes it for
    // owned, and comes back within 30 s or, if it has just made it, makes another one.
    try (FileChannel channel =
            FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null ? new LogOwner(State.ALIVE, pid(file)) : new LogOwner(State.DEAD, 0);
    } catch (NoSuchFileException e) {
      return new LogOwner(State.NO_LOCK_FILE, 0);
    } catch (IOException e) {
      return new LogOwner(State.UNKNOWN, 0);
    }
  }

  /** As Linux tells it, if it does: a help to the reader, nothing depends on it. */
  private static long pid(Path file) {
    try (Stream<String> locks = Files.lines(LOCKS)) {
      String inode = ":" + Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
      List<Long> holders =
          locks
              .map(line -> line.split("\\s+", -1))
              .filter(f -> f.length == 8 && f[1].equals("POSIX") && f[5].endsWith(inode))
              .map(f -> Long.parseLong(f[4]))
              .toList();
      // Two are of files of the same number on different devices; none above 0 is of another
      // container.
      return holders.size() == 1 ? Math.max(0, holders.get(0)) : 0;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** True where somebody may write while the log is read. */
  boolean mayWrite() {
    return state == State.ALIVE || state == State.UNKNOWN;
  }
}
