package io.watchlog.tracer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What lies under a queue directory, read while tracers make, rename and delete files in it. */
final class QueueFiles {
  private QueueFiles() {}

  /** The files whose names end so, in the order of their names. */
  static List<Path> endingIn(Path root, String end) {
    List<Path> found = new ArrayList<>();
    collect(root.toFile(), end, found);
    found.sort(null);
    return found;
  }

  private static void collect(File directory, String end, List<Path> found) {
    File[] files = directory.listFiles();
    if (files == null) {
      return; // a file, or gone meanwhile
    }
    for (File file : files) {
      if (file.isFile() && file.getName().endsWith(end)) {
        found.add(file.toPath());
      }
      collect(file, end, found);
    }
  }

  /** Everything in the directories of applications, which stay: files, and directories too. */
  static List<Path> left(Path root) {
    List<Path> found = new ArrayList<>();
    File[] applications = root.toFile().listFiles();
    for (File application : applications == null ? new File[0] : applications) {
      File[] files = application.listFiles();
      for (File file : files == null ? new File[0] : files) {
        found.add(file.toPath());
      }
    }
    return found;
  }

  /** The directories of logs: those with a lock in them. */
  static List<Path> logs(Path root) {
    return endingIn(root, "owner.lock").stream().map(Path::getParent).toList();
  }

  /** The bytes of all segments. */
  static long segmentBytes(Path root) {
    return endingIn(root, ".wlog").stream().mapToLong(p -> p.toFile().length()).sum();
  }

  /** The bytes of a file, a character each; none of one that is gone. */
  static String bytes(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Whether a file has these ASCII characters in any place. */
  static boolean have(Path root, String text) {
    return endingIn(root, "").stream().anyMatch(file -> bytes(file).contains(text));
  }
}
