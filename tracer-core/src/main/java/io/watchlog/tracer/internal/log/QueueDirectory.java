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
import java.util.Objects;
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

  private final Home home;

  /** Null until one could be made. */
  private volatile Locked locked;

  /** The one of which somebody else was seen to have the lock. */
  private volatile Locked lost;

  private boolean keysChange;

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

  /**
   * A directory and its lock.
   *
   * @param key tells the file that is locked from another one of its name; null where the file
   *     system has no such thing
   */
  private record Locked(Path path, UUID id, FileChannel lock, Object key) {}

  /**
   * A tracer's directory, which is made by {@link #renew}.
   *
   * @param namedRootOrNull the root that the user named; null for the default roots
   * @param app the application's name, any text
   */
  public static QueueDirectory of(Path namedRootOrNull, String app) {
    return namedRootOrNull == null
        ? ofRoots(DefaultRoots.list(System::getenv, System::getProperty), app)
        : new QueueDirectory(
            () -> {
              DirectoryRules.createNamed(namedRootOrNull);
              return applicationIn(namedRootOrNull, app);
            },
            null);
  }

  static QueueDirectory ofRoots(List<Root> roots, String app) {
    return new QueueDirectory(() -> firstUsable(roots, app), null);
  }

  /**
   * The same, made and locked.
   *
   * @throws IOException where none can be used; the message says why
   */
  public static QueueDirectory open(Path namedRootOrNull, String app) throws IOException {
    QueueDirectory directory = of(namedRootOrNull, app);
    directory.renew();
    return directory;
  }

  private static Path firstUsable(List<Root> roots, String app) throws IOException {
    StringBuilder reasons = new StringBuilder("no queue directory can be used");
    IOException failure = new IOException("no default root could be used");
    for (Root root : roots) {
      try {
        return applicationIn(root.create(), app);
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
    return locked == null ? null : new QueueDirectory(path::getParent, locked);
  }

  private static Locked lock(Path path, UUID id, OpenOption option) throws IOException {
    Path file = path.resolve(LOCK);
    FileChannel channel;
    try {
      channel = open(file, option);
    } catch (NoSuchFileException e) {
      return null;
    }
    Locked locked = null;
    try {
      Failpoint.LOCK_MADE.reached();
      // Somebody may have found it before it was locked, or have deleted it between opening and
      // locking.
      if (channel.tryLock() != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        locked = new Locked(path, id, channel, DirectoryRules.key(file));
      }
    } finally {
      if (locked == null) {
        channel.close();
      }
    }
    return locked;
  }

  private static FileChannel open(Path lock, OpenOption option) throws IOException {
    Set<OpenOption> options =
        new HashSet<>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, option));
    return FileChannel.open(lock, options, DirectoryRules.privateFile(lock));
  }

  /** The application's directory, in which it is; null until it was made. */
  Path application() {
    Locked now = locked;
    return now == null ? null : now.path.getParent();
  }

  /** Where it is, once it was made; another place after it was deleted, beside the first. */
  public Path path() {
    return locked.path;
  }

  /**
   * False where no process would find what is in it: it was never made, somebody has deleted it, or
   * another process has its lock. A lock that was deleted alone is made anew. Journal thread, once
   * that runs.
   */
  boolean keep() {
    Locked now = locked;
    if (now == null || now.equals(lost)) {
      return false;
    }
    Path file = now.path.resolve(LOCK);
    try {
      if (keysChange || Objects.equals(DirectoryRules.key(file), now.key)) {
        return true;
      }
      // Believed once: there are file systems that give a file another key now and then.
      keysChange = true;
      lost = now;
      return false;
    } catch (NoSuchFileException e) {
      return lockAnew(now);
    } catch (IOException e) {
      return true; // it cannot be seen at this moment, which does not mean that it has gone
    }
  }

  /**
   * Locks a new file and then gives it the lock's name, so that nobody finds it without an owner;
   * if there is another one of that name, it has somebody else for an owner.
   */
  private boolean lockAnew(Locked now) {
    Path fresh = now.path.resolve(LOCK + "." + UUID.randomUUID());
    FileChannel channel = null;
    boolean linked = false;
    try {
      channel = open(fresh, StandardOpenOption.CREATE_NEW);
      if (channel.tryLock() != null) {
        Locked anew = new Locked(now.path, now.id, channel, DirectoryRules.key(fresh));
        Files.createLink(now.path.resolve(LOCK), fresh);
        linked = true;
        locked = anew;
        now.lock.close();
      }
      Files.delete(fresh);
    } catch (IOException | UnsupportedOperationException e) {
      CloseHelper.quietClose(() -> Files.deleteIfExists(fresh));
    }
    if (!linked) {
      CloseHelper.quietClose(channel);
    }
    return linked;
  }

  /**
   * Makes and locks one, in place of one that was deleted if there was one.
   *
   * @throws IOException where none can be used; the message says why
   */
  public void renew() throws IOException {
    Locked deleted = locked;
    locked = createIn(home);
    if (deleted != null) {
      deleted.lock.close();
    }
  }

  /** Forces its name, and the names of the files in it, to the device. */
  void forceNames() throws IOException {
    Path application = application();
    for (Path directory : List.of(path(), application, application.getParent())) {
      DirectoryRules.forceNames(directory);
    }
  }

  /** The application's dead letters: beside the directories, since they outlive them. */
  public DeadLetterFiles deadLetters() {
    return new DeadLetterFiles(this::application);
  }

  /** Its name. */
  UUID id() {
    return locked.id;
  }

  /**
   * Unlocks the directory, last. One with nothing of a log in it is deleted; one of our own with
   * something in it gets a name that is not this JVM's, so that the next tracer here may take it
   * over too. Where that fails, another process finds it later.
   */
  @Override
  public void close() {
    if (locked == null) {
      return;
    }
    if (!locked.equals(lost)) {
      CloseHelper.quietClose(this::tidy);
    }
    CloseHelper.quietClose(locked.lock);
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
