package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A live log with small segments, whose records tell their sequence. */
final class TestLog implements AutoCloseable {
  /** Eight segments of 64 KiB. */
  static final long SMALL = 512 * 1024;

  static final ThrottledLog QUIET = new ThrottledLog("log test");

  final Counters counters = new Counters();
  final QueueDirectory directory;
  final SpanLog log;
  final LogWriter writer;
  final LogReader reader;

  TestLog(Path root, SpanLog.Settings settings) throws IOException {
    this(root == null ? null : QueueDirectory.open(root, "test"), settings);
  }

  private TestLog(QueueDirectory directory, SpanLog.Settings settings) {
    this.directory = directory;
    this.log = new SpanLog(directory, settings, counters, QUIET);
    this.writer = log.writer();
    this.reader = log.reader();
  }

  static TestLog onDisk(Path root) throws IOException {
    return new TestLog(root, new SpanLog.Settings(1_000_000, SMALL, true));
  }

  /** The JSON of the record with a sequence: text of a length that varies. */
  static String json(long sequence) {
    return "{\"n\":" + sequence + ",\"p\":\"" + "é".repeat((int) (sequence * 37 % 300)) + "\"}";
  }

  static long endTime(long sequence) {
    return 1_700_000_000_000L + sequence;
  }

  static boolean append(LogWriter writer) {
    long sequence = writer.appended() + 1;
    byte[] text = json(sequence).getBytes(StandardCharsets.UTF_8);
    byte[] array = new byte[LogWriter.HEADROOM + 3 + text.length];
    System.arraycopy(text, 0, array, LogWriter.HEADROOM + 3, text.length);
    return writer.append(array, LogWriter.HEADROOM + 3, text.length, endTime(sequence));
  }

  boolean append() {
    return append(writer);
  }

  /** Appends until so many are in, or the log refuses one. */
  void appendTo(long sequence) {
    while (writer.appended() < sequence) {
      if (!append()) {
        throw new AssertionError("no room for " + (writer.appended() + 1));
      }
    }
  }

  /**
   * The sequences that a source hands out, each checked against what was written under its number.
   */
  static List<Long> read(RecordSource source, int limit) {
    List<Long> sequences = new ArrayList<>();
    source.read(
        (array, offset, length, sequence, endTimeMs) -> {
          String text = new String(array, offset, length, StandardCharsets.UTF_8);
          if (!text.equals(json(sequence)) || endTimeMs != endTime(sequence)) {
            throw new AssertionError("record " + sequence + " is " + text);
          }
          sequences.add(sequence);
          return true;
        },
        limit);
    return sequences;
  }

  static List<Long> range(long from, long to) {
    List<Long> numbers = new ArrayList<>();
    for (long n = from; n <= to; n++) {
      numbers.add(n);
    }
    return numbers;
  }

  /**
   * What a crash at this moment would leave: the directory's files, under an owner that is dead.
   */
  Path copyAsDead(Path root) throws IOException {
    Path app = root.resolve(AppDirectoryName.of("test"));
    DirectoryRules.createNamed(root);
    DirectoryRules.createPrivate(app);
    return copyAsDead(directory.path(), app.resolve(UUID.randomUUID().toString()));
  }

  /** The same of any directory, under a name that is given. */
  static Path copyAsDead(Path directory, Path dead) throws IOException {
    DirectoryRules.createPrivate(dead);
    for (Path file : files(directory)) {
      // Reading the lock file of a live owner in this process would drop its lock.
      if (!file.endsWith(QueueDirectory.LOCK)) {
        Files.copy(file, dead.resolve(file.getFileName()));
      }
    }
    Files.createFile(dead.resolve(QueueDirectory.LOCK), DirectoryRules.privateFile(dead));
    return dead;
  }

  static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(files::add);
    }
    files.sort(null);
    return files;
  }

  @Override
  public void close() {
    log.close();
    if (directory != null) {
      directory.close();
    }
  }
}
