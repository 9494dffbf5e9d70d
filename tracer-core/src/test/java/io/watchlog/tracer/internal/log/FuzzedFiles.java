package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the targets of this package have their files, and what they may cost. */
final class FuzzedFiles {
  private static final long ALWAYS = 8 << 20;
  private static final Path MEMORY = Path.of("/dev/shm");

  private FuzzedFiles() {}

  /** A directory until the process ends: in memory where there is a place for that. */
  static Path directory(String name) {
    try {
      Path made =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, name)
              : Files.createTempDirectory(name);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made.toFile())));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file, or a directory with all in it. */
  static void delete(File file) {
    File[] files = file.listFiles();
    if (files != null) {
      Arrays.stream(files).forEach(FuzzedFiles::delete);
    }
    assertTrue(file.delete() || !file.exists());
  }

  static void requirePrintable(String out) {
    String text = out.replace(System.lineSeparator(), "");
    assertTrue(text.codePoints().noneMatch(Character::isISOControl), "not printable");
  }

  interface Action {
    void run() throws IOException;
  }

  /** Runs it on this thread; it may allocate so many bytes, and a few that any run costs. */
  static void requireCheap(long bytes, Action action) throws IOException {
    if (allocatedBy(action) > bytes + ALWAYS) {
      // Classes are loaded by the first run, and changed by the fuzzer.
      long allocated = allocatedBy(action);
      assertTrue(allocated <= bytes + ALWAYS, () -> "allocated " + allocated);
    }
  }

  private static long allocatedBy(Action action) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
