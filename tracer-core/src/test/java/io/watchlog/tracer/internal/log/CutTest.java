package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.testkit.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files are cut while they are mapped, in a process that must survive it: an access to a page that
 * is gone is an {@code InternalError}, at once or later, where the JVM knows the access, and its
 * end where it does not.
 */
final class CutTest {
  private static final String AT_ANY_TIME = "at any time";
  private static final String ADOPTED = "adopted";

  private static final Set<Failpoint> PHASES =
      EnumSet.of(
          Failpoint.SEGMENT_NAMED,
          Failpoint.HEADER_WRITTEN,
          Failpoint.SEGMENT_BEGUN,
          Failpoint.RECORD_WRITTEN,
          Failpoint.RECORD_COMMITTED,
          Failpoint.CURSOR_WRITTEN,
          Failpoint.CURSOR_COMMITTED,
          Failpoint.SEGMENT_LEFT);

  @TempDir Path root;

  static Stream<String> phases() {
    return Stream.concat(PHASES.stream().map(Failpoint::name), Stream.of(AT_ANY_TIME, ADOPTED));
  }

  @ParameterizedTest
  @MethodSource("phases")
  void F35_aFileThatIsCutCostsItsRecordsAndTheProcessGoesOn(String phase) throws Exception {
    Process child = ChildJvm.startOptimising(Child.class, root.toString(), phase);
    assertTrue(child.waitFor(2, TimeUnit.MINUTES));
    assertEquals(0, child.exitValue());
  }

  /** Writes and reads a log, whose files are cut again and again. */
  static final class Child {
    private static final int CUTS = 12;

    private final Path root;
    private final FragileDisk disk;
    private final SpanLog log;
    private final Random random = new Random(5);
    private long read;
    private long damaged;

    private Child(Path root) {
      this.root = root;
      disk = new FragileDisk(root);
      log = disk.log(new SpanLog.Settings(1 << 30, TestLog.SMALL, true));
    }

    public static void main(String[] args) throws Exception {
      LogManager.getLogManager().reset(); // hundreds of warnings that nobody wants to read
      if (args[1].equals(ADOPTED)) {
        cutWhileAdopting(Path.of(args[0]));
        return;
      }
      Child child = new Child(Path.of(args[0]));
      // Long enough for the code to be compiled: only then are faults late.
      for (int round = 0; round < 400; round++) {
        child.appendAndSettle();
      }
      if (args[1].equals(AT_ANY_TIME)) {
        child.cutAtAnyTime();
      } else {
        child.cutAt(Failpoint.valueOf(args[1]));
      }
      child.assertAllIsAccountedFor();
    }

    private static void cutWhileAdopting(Path root) throws IOException {
      Random random = new Random(9);
      try (TestLog live = TestLog.onDisk(root.resolve("live"))) {
        live.appendTo(900);
        for (int round = 0; round < 150; round++) {
          Path dead = live.copyAsDead(root.resolve("dead"));
          try (Adopter next = new Adopter(root.resolve("dead"))) {
            try (AdoptedLog log = next.orphans.adoptNext()) {
              drainAndCut(log, dead, random);
            }
            // A file that could not even be opened is found once more.
            assertEquals(null, next.drainNext());
          }
          assertFalse(dead.toFile().exists());
        }
      }
    }

    private static void drainAndCut(AdoptedLog log, Path dead, Random random) throws IOException {
      int cutAfter = random.nextInt(16);
      long passed = 0;
      for (int step = 0; log.available() > 0; step++) {
        if (step == cutAfter) {
          cut(Damage.segments(dead), random);
        }
        passed += TestLog.read(log, 70).size() + log.takeDamaged();
        log.acknowledge(log.position());
      }
      assertEquals(log.records(), passed + log.takeDamaged());
    }

    private void cutAt(Failpoint phase) {
      for (int cut = 1; cut <= CUTS; cut++) {
        if (phase == Failpoint.SEGMENT_NAMED) {
          loseAllFiles(); // or none would be made
        }
        boolean[] done = new boolean[1];
        int[] left = {phase == Failpoint.SEGMENT_NAMED ? 0 : random.nextInt(3)};
        Failpoint.action =
            step -> {
              if (step == phase && !done[0] && left[0]-- == 0) {
                done[0] = true;
                cutAll();
              }
            };
        disk.clock.addAndGet(6_000_000_000L);
        log.writer().prepare();
        for (int rounds = 0; !done[0]; rounds++) {
          assertTrue(rounds < 200, "the phase is not reached");
          appendAndSettle();
        }
        for (int rounds = 0; rounds < 10; rounds++) {
          appendAndSettle();
        }
      }
    }

    private void loseAllFiles() {
      cutAll();
      for (int rounds = 0; rounds < 10; rounds++) {
        appendAndSettle();
      }
    }

    private void cutAtAnyTime() throws InterruptedException {
      AtomicBoolean stop = new AtomicBoolean();
      Thread cutter =
          new Thread(
              () -> {
                while (!stop.get()) {
                  cutAll();
                  LockSupport.parkNanos(2_000_000);
                }
              });
      cutter.start();
      for (int round = 0; round < 3_000; round++) {
        disk.clock.addAndGet(1_000_000_000L);
        log.writer().prepare();
        appendAndSettle();
      }
      stop.set(true);
      cutter.join();
      assertTrue(disk.counters.get(Counter.DISK_FAILURES) > 10);
    }

    private void cutAll() {
      try {
        cut(TestLog.files(root), random);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void cut(List<Path> files, Random random) throws IOException {
      for (Path file : files) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(random.nextBoolean() ? 0 : random.nextInt((int) channel.size() + 1));
        } catch (NoSuchFileException e) {
          assertFalse(file.toFile().exists(), "deleted meanwhile");
        }
      }
    }

    private void appendAndSettle() {
      long target = log.writer().appended() + 100;
      int refused = 0;
      while (log.writer().appended() < target && refused < 20) {
        refused += TestLog.append(log.writer()) ? 0 : 1;
      }
      settle(80);
      settle(Integer.MAX_VALUE);
    }

    private void settle(int limit) {
      List<Long> got = TestLog.read(log.reader(), limit);
      read += got.size();
      damaged += log.reader().takeDamaged();
      log.reader().acknowledge(log.reader().position());
      damaged += log.reader().takeDamaged();
    }

    private void assertAllIsAccountedFor() {
      Failpoint.action = null;
      disk.clock.addAndGet(6_000_000_000L);
      log.writer().prepare();
      long before = log.writer().appended();
      appendAndSettle();
      assertTrue(log.writer().appended() > before, "it goes on");
      assertEquals(log.writer().appended(), read + damaged);
      log.close();
    }
  }
}
