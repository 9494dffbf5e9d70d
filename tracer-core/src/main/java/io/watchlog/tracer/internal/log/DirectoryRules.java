package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who may own what, and how what is made here is protected, where the file system knows
 * permissions.
 */
final class DirectoryRules {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final Set<PosixFilePermission> WRITE_OF_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private DirectoryRules() {}

  static FileAttribute<?>[] privateDirectory(Path at) {
    return attribute(at, "rwx------");
  }

  static FileAttribute<?>[] privateFile(Path at) {
    return attribute(at, "rw-------");
  }

  private static FileAttribute<?>[] attribute(Path at, String permissions) {
    if (!knowsPermissions(at)) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private static boolean knowsPermissions(Path at) {
    return at.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Makes a directory that the user named, with its parents; one that is there is taken as it is.
   */
  static void createNamed(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, privateDirectory(directory));
    }
  }

  /** Makes a directory of 0700, if there is nothing of its name. */
  static void createPrivate(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, privateDirectory(directory));
    } catch (FileAlreadyExistsException e) {
      if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  /** Refuses a directory that is not our own, or is a link, or that others may write. */
  static void requireNotWritableByOthers(Path directory) throws IOException {
    requireOwn(directory, WRITE_OF_OTHERS);
  }

  /**
   * Refuses a directory that is not our own, or is a link, or that is open to others in any way.
   */
  static void requirePrivate(Path directory) throws IOException {
    requireOwn(directory, EnumSet.complementOf(EnumSet.copyOf(OWNER_ONLY)));
  }

  private static void requireOwn(Path directory, Set<PosixFilePermission> forbidden)
      throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(directory + " is a symbolic link, or no directory");
    }
    if (!knowsPermissions(directory)) {
      return;
    }
    PosixFileAttributes found = attributes(directory);
    PosixFileAttributes ours = ofOwnFile(directory);
    if (!found.owner().equals(ours.owner())) {
      throw new IOException(
          directory + " belongs to " + found.owner() + ", not to " + ours.owner());
    }
    boolean permissionsKept = OWNER_ONLY.containsAll(ours.permissions());
    Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
    open.addAll(found.permissions());
    open.retainAll(forbidden);
    // A file system that shows a file of 0600 as open shows everything so: it knows no permissions.
    if (permissionsKept && !open.isEmpty()) {
      throw new IOException(
          directory + " is open to others: " + PosixFilePermissions.toString(found.permissions()));
    }
  }

  /** Who we are, in the file system's words: the owner of a file that we make. */
  private static PosixFileAttributes ofOwnFile(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, ".probe-", "", privateFile(directory));
    try {
      return attributes(probe);
    } finally {
      Files.delete(probe);
    }
  }

  /**
   * What tells a file from another one of its name; null where the file system has no such thing.
   */
  static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** What is in a directory, by name. */
  static List<Path> list(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(null);
    return entries;
  }

  /** Forces the names in a directory to the device, where directories can be opened. */
  static void forceNames(Path directory) throws IOException {
    if (knowsPermissions(directory)) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
