package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.fuzz.FuzzInput;
import io.watchlog.tracer.internal.log.FuzzedLog.Part;
import io.watchlog.tracer.internal.metrics.Counters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Fuzz target: whatever is in the files of a dead process's log, the command reads them and changes
 * nothing, and the next tracer takes them over and drains them. Unless something was forged, what
 * comes out was written, and both agree on how much it is.
 */
public final class LogFuzz {
  private static final int RECORDS = 400;
  private static final int SETTLED = 30;
  private static final long MAX_ALLOCATED = 64 << 20;
  private static final Path ROOT = FuzzedFiles.directory("log-fuzz");
  private static final List<Part> PARTS = parts();
  private static final QueueDirectory OWN = own();

  private LogFuzz() {}

  /** What the fuzzer, or the replay of its corpus, calls. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    FuzzedFiles.requireCheap(MAX_ALLOCATED, () -> run(bytes));
  }

  private static void run(byte[] bytes) throws IOException {
    Path dead = OWN.application().resolve(UUID.randomUUID().toString());
    try {
      FuzzedLog log = new FuzzedLog(PARTS, new FuzzInput(bytes));
      log.writeTo(dead);
      inspectAndDrain(log, dead);
    } finally {
      FuzzedFiles.delete(dead.toFile());
      FuzzedFiles.delete(dead.resolveSibling(Quarantine.NAME).toFile());
    }
  }

  /** A log of some segments, a part of it settled. */
  private static List<Part> parts() {
    try (TestLog log = TestLog.onDisk(ROOT.resolve("live"))) {
      log.appendTo(RECORDS);
      log.reader.skip(SETTLED);
      log.reader.acknowledge(log.reader.position());
      List<Part> parts = new ArrayList<>();
      for (Path file : Damage.segments(log.directory.path())) {
        parts.add(new Part(file));
      }
      return parts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static QueueDirectory own() {
    try {
      return QueueDirectory.open(ROOT.resolve("root"), "test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void inspectAndDrain(FuzzedLog log, Path dead) throws IOException {
    ToolRun verified = ToolRun.verify(dead);
    assertEquals("", verified.err());
    if (log.isLookedAtClosely()) {
      ToolRun dumped = ToolRun.dump(dead);
      assertEquals(verified.status(), dumped.status());
      FuzzedFiles.requirePrintable(dumped.out());
      assertTrue(log.isIn(dead), "the command has changed a file");
    }
    drain(log, verified);
  }

  private static void drain(FuzzedLog files, ToolRun verified) throws IOException {
    Orphans orphans = new Orphans(OWN, TestLog.QUIET, new Counters());
    try (AdoptedLog log = orphans.adoptNext()) {
      if (log == null) {
        assertTrue(files.isMisplaced() || verified.waiting() == 0);
        return;
      }
      List<Long> sequences = new ArrayList<>();
      long damaged = 0;
      while (log.available() > 0) {
        long available = log.available();
        sequences.addAll(files.isForged() ? forged(log) : TestLog.read(log, 50));
        damaged += log.takeDamaged();
        assertTrue(log.available() < available, "the head does not move");
        log.acknowledge(log.position());
      }
      for (int i = 1; i < sequences.size(); i++) {
        assertTrue(sequences.get(i - 1) < sequences.get(i), "again, or out of order");
      }
      assertEquals(log.records(), sequences.size() + damaged);
      if (!files.isMisplaced()) {
        assertEquals(verified.waiting(), sequences.size());
        assertEquals(verified.lost(), damaged);
      }
    }
  }

  private static List<Long> forged(AdoptedLog log) {
    List<Long> sequences = new ArrayList<>();
    log.read(
        (array, offset, length, sequence, endTimeMs) -> {
          assertTrue(offset + length <= array.length);
          sequences.add(sequence);
          return true;
        },
        50);
    return sequences;
  }
}
