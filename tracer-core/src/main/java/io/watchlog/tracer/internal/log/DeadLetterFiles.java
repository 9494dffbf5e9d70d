package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application's dead-letter file: two files of half a MiB, in which the newest letters are. All
 * tracers of the application write to them, of any process, with no lock that one of them could
 * keep while it is stopped.
 *
 * <pre>
 *   dead-letters-00000007.jsonl      full, deleted before 00000009 is begun
 *   dead-letters-00000008.jsonl      is written to; full where the next line does not fit in
 * </pre>
 *
 * <p>A name is never given to another file, so several that begin the next one at the same time
 * begin the same one, and nobody deletes what is newer than the two. A line is appended by one
 * write, which the system does not mix with another. Writers that find room at the same moment may
 * exceed the bound, by a line each.
 *
 * <p>What cannot be written is lost, and so is the letter of a writer that was stopped before its
 * write for as long as the others took to fill both files. Not thread-safe.
 */
public final class DeadLetterFiles {
  /** The length of one of the two. */
  static final int MAX_BYTES = 512 * 1024;

  private static final Pattern NAME = Pattern.compile("dead-letters-([0-9]{8,15})\\.jsonl");

  private final Supplier<Path> application;

  /** The file in an application's directory at the time; null where there is none. */
  public DeadLetterFiles(Supplier<Path> application) {
    this.application = application;
  }

  /**
   * Appends a letter.
   *
   * @param answer redacted, and short
   * @param span the JSON that was refused
   * @throws IOException where it could not be written, or not whole, or there is no directory
   */
  public void append(Instant time, int status, String answer, byte[] span) throws IOException {
    Path directory = application.get();
    if (directory == null) {
      throw new IOException("no queue directory, so no dead-letter file");
    }
    append(directory, DeadLetter.line(time, status, answer, span));
  }

  private static void append(Path directory, byte[] line) throws IOException {
    List<Path> files = list(directory);
    if (files.isEmpty()) {
      write(named(directory, 1), line, false);
      return;
    }
    Path last = files.get(files.size() - 1);
    long size = requireFile(last);
    boolean isFull = size > 0 && size + 1 + line.length > MAX_BYTES;
    for (Path old : files.subList(0, Math.max(0, files.size() - (isFull ? 1 : 2)))) {
      Files.deleteIfExists(old);
    }
    if (isFull) {
      write(named(directory, number(last) + 1), line, false);
    } else {
      write(last, line, isTorn(last, size));
    }
  }

  /** The files of a directory, the oldest first. */
  static List<Path> list(Path directory) throws IOException {
    return filesAmong(DirectoryRules.list(directory));
  }

  /** Those of a directory's entries that are dead-letter files by name, the oldest first. */
  static List<Path> filesAmong(List<Path> entries) {
    return entries.stream()
        .filter(entry -> number(entry) > 0)
        .sorted((a, b) -> Long.compare(number(a), number(b)))
        .toList();
  }

  private static long number(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : 0;
  }

  private static Path named(Path directory, long number) {
    return directory.resolve(String.format(Locale.ROOT, "dead-letters-%08d.jsonl", number));
  }

  /** Refuses what is no file, before it is opened; returns the length of one. */
  static long requireFile(Path file) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isRegularFile()) {
      throw new IOException(file + " is a symbolic link, or no file");
    }
    return found.size();
  }

  /**
   * Whether a writer was killed in the middle of its line, or had no room for the rest of it; also
   * where one is just there, which costs an empty line.
   */
  private static boolean isTorn(Path file, long size) throws IOException {
    if (size == 0) {
      return false;
    }
    ByteBuffer end = ByteBuffer.allocate(1);
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      return channel.read(end, size - 1) == 1 && end.get(0) != '\n';
    }
  }

  private static void write(Path file, byte[] line, boolean behindATornOne) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
    if (behindATornOne) {
      bytes.put((byte) '\n');
    }
    bytes.put(line).flip();
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS),
            DirectoryRules.privateFile(file))) {
      // The rest of a line would come behind somebody else's.
      if (channel.write(bytes) < bytes.limit()) {
        throw new IOException(file + " has no room for a whole dead letter");
      }
    }
  }
}
