package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.log.DefaultRoots.Root;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.agrona.CloseHelper;

/**
 * A directory that this process holds the lock of: a tracer's own, or one that it has taken over.
 *
 * <pre>
 *   root / application / uuid / owner.lock           locked while its owner lives
 *                               seg-….wlog
 * </pre>
 *
 * <p>The lock is a lock of the operating system on a file that is opened once: a stopped process
 * keeps its log, a killed one loses it at once. No name is ever used twice, so a lock file that is
 * still there under its name is the one that was locked.
 */
public final class QueueDirectory implements AutoCloseable {
  static final String LOCK = "owner.lock";

  private static final int ATTEMPTS = 8;
  private static final long LEFT_MS = 60_000;

  private final Home home;
  private volatile Locked locked;

  private QueueDirectory(Home home, Locked locked) {
    this.home = home;
    this.locked = locked;
  }

  /**
   * Where an application's directories are; makes what is missing, and refuses what is not safe.
   */
  @FunctionalInterface
  private interface Home {
    Path create() throws IOException;
  }

  private record Locked(Path path, UUID id, FileChannel lock) {}

  /**
   * Makes and locks a directory for a tracer.
   *
   * @param namedRootOrNull the root that the user named; null for the default roots
   * @param app the application's name, any text
   * @throws IOException where none can be used; the message says why
   */
  public static QueueDirectory open(Path namedRootOrNull, String app) throws IOException {
    return namedRootOrNull == null
        ? openDefault(DefaultRoots.list(System::getenv, System::getProperty), app)
        : openNamed(namedRootOrNull, app);
  }

  private static QueueDirectory openNamed(Path root, String app) throws IOException {
    return openIn(
        () -> {
          DirectoryRules.createNamed(root);
          return applicationIn(root, app);
        });
  }

  static QueueDirectory openDefault(List<Root> roots, String app) throws IOException {
    StringBuilder reasons = new StringBuilder("no queue directory can be used");
    IOException failure = new IOException("no default root could be used");
    for (Root root : roots) {
      try {
        return openIn(() -> applicationIn(root.create(), app));
      } catch (IOException | IllegalArgumentException e) {
        reasons.append("; ").append(root.base()).append(": ").append(e);
        failure.addSuppressed(e);
      }
    }
    throw new IOException(reasons.toString(), failure);
  }

  private static Path applicationIn(Path root, String app) throws IOException {
    Path directory = root.toAbsolutePath().resolve(AppDirectoryName.of(app));
    DirectoryRules.createPrivate(directory);
    DirectoryRules.requirePrivate(directory);
    return directory;
  }

  private static QueueDirectory openIn(Home home) throws IOException {
    return new QueueDirectory(home, createIn(home));
  }

  private static Locked createIn(Home home) throws IOException {
    Path directory = home.create();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Locked created = create(directory);
      if (created != null) {
        return created;
      }
    }
    throw new IOException("directories made in " + directory + " disappear at once");
  }

  private static Locked create(Path appDirectory) throws IOException {
    UUID id = JvmToken.newDirectory();
    Path path = appDirectory.resolve(id.toString());
    try {
      Files.createDirectory(path, DirectoryRules.privateDirectory(path));
    } catch (FileAlreadyExistsException e) {
      return null;
    }
    Failpoint.DIRECTORY_MADE.reached();
    return lock(path, id, StandardOpenOption.CREATE_NEW);
  }

  /**
   * Takes over the directory of another process, if that is dead. Whoever else in this JVM may have
   * it open is the caller's to know, see {@link JvmToken}.
   *
   * @return null where its owner lives, or somebody was faster
   */
  static QueueDirectory adopt(Path path, UUID id) throws IOException {
    Locked locked = lock(path, id, LinkOption.NOFOLLOW_LINKS);
    if (locked == null && hasLostItsLock(path)) {
      locked = lock(path, id, StandardOpenOption.CREATE_NEW);
    }
    return locked == null ? null : new QueueDirectory(path::getParent, locked);
  }

  /**
   * True where somebody has deleted the lock of a directory with something in it. An owner that
   * lives would have left it for another one long ago; what it still holds of it may come twice.
   */
  private static boolean hasLostItsLock(Path path) throws IOException {
    String[] names = path.toFile().list();
    return names != null
        && names.length > 0
        && !Files.exists(path.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
        && System.currentTimeMillis() - Files.getLastModifiedTime(path).toMillis() > LEFT_MS;
  }

  private static Locked lock(Path path, UUID id, OpenOption option) throws IOException {
    Set<OpenOption> options =
        new HashSet<>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, option));
    Path file = path.resolve(LOCK);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, options, DirectoryRules.privateFile(path));
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      return null;
    }
    boolean locked = false;
    try {
      Failpoint.LOCK_MADE.reached();
      // Somebody may have found it before it was locked, or have deleted it between opening and
      // locking.
      locked = channel.tryLock() != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked ? new Locked(path, id, channel) : null;
  }

  /** Where it is; another place after {@link #renew}, beside the first. */
  public Path path() {
    return locked.path();
  }

  /** False where somebody has deleted it: no process would find what is in it. */
  boolean isThere() {
    return Files.exists(path().resolve(LOCK), LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes and locks another directory in place of one that was deleted. */
  void renew() throws IOException {
    Locked deleted = locked;
    locked = createIn(home);
    CloseHelper.quietClose(deleted.lock());
  }

  /** Forces its name, and the names of the files in it, to the device. */
  void forceNames() throws IOException {
    Path application = path().getParent();
    for (Path directory : List.of(path(), application, application.getParent())) {
      DirectoryRules.forceNames(directory);
    }
  }

  /**
   * Where the application's rejected spans are kept: beside the directories, since it outlives
   * them.
   */
  public Path deadLetters() {
    return path().resolveSibling("dead-letters.jsonl");
  }

  /** Its name. */
  UUID id() {
    return locked.id();
  }

  /**
   * Unlocks the directory, last. One with nothing of a log in it is deleted; one of our own with
   * something in it gets a name that is not this JVM's, so that the next tracer here may take it
   * over too. Where that fails, another process finds it later.
   */
  @Override
  public void close() {
    CloseHelper.quietClose(this::tidy);
    CloseHelper.quietClose(locked.lock());
  }

  private void tidy() throws IOException {
    Path path = path();
    String[] names = path.toFile().list();
    if (names != null && names.length == 1 && names[0].equals(LOCK)) {
      Files.delete(path.resolve(LOCK));
      Failpoint.LOCK_DELETED.reached();
      Files.delete(path);
    } else if (JvmToken.isOwn(id())) {
      Files.move(path, path.resolveSibling(UUID.randomUUID().toString()));
    }
  }
}
