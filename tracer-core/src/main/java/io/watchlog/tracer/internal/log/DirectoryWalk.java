package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/**
 * Goes through a root, an application's directory or a log's own. No symbolic link below the named
 * directory is followed. Not thread-safe.
 */
final class DirectoryWalk {
  private static final int MAX_DEPTH = 2;

  private final Visitor visitor;

  private DirectoryWalk(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Is told of each directory. */
  interface Visitor {
    /**
     * Looks at a directory.
     *
     * @return whether those in it are to be looked at too
     */
    boolean onDirectory(Path directory, List<Path> entries) throws IOException;

    /** A directory that was listed and then had gone, or had got another name. */
    void onGone(Path directory);

    /** A directory that cannot be read; the walk goes on. */
    void onUnreadable(Path directory, IOException e);
  }

  /**
   * Looks at a directory and two levels below it.
   *
   * @throws IOException where it is none, or cannot be listed; for what is below, the visitor is
   *     told
   */
  static void walk(Path directory, Visitor visitor) throws IOException {
    new DirectoryWalk(visitor).look(directory, 0);
  }

  private void look(Path directory, int depth) throws IOException {
    List<Path> entries = DirectoryRules.list(directory);
    if (!visitor.onDirectory(directory, entries) || depth == MAX_DEPTH) {
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
      look(directory, depth);
    } catch (NoSuchFileException | NotDirectoryException e) {
      // A log that is drained, or closed, goes or gets another name.
      visitor.onGone(directory);
    } catch (IOException e) {
      visitor.onUnreadable(directory, e);
    }
  }
}
