package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static io.watchlog.tracer.testkit.StatsAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.ChildJvm;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.LogLines;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host may run out of; each in a process of its own, which checks itself. */
final class HostileHostTest {
  /** A name space of its own, in which anybody may mount. */
  private static final List<String> NAMESPACE = List.of("unshare", "-rm");

  @TempDir Path root;

  private int runOn(String mountOptions, Class<?> main) throws Exception {
    String probe = "unshare -rm mount -t tmpfs tmpfs '" + root + "'";
    int status = new ProcessBuilder("sh", "-c", probe).start().waitFor();
    assumeTrue(status == 0, "no user may mount a small disk here");
    String mount = "mount -t tmpfs -o " + mountOptions + " tmpfs '" + root + "'";
    String state = "export XDG_STATE_HOME='" + root + "'"; // the default root is there too
    return ChildJvm.runBehind(NAMESPACE, mount + " && " + state, main, root.toString());
  }

  @Test
  void F34_onAFullDiskItRunsInMemoryWithOneWarningAndComesBack() throws Exception {
    assertEquals(0, runOn("size=4m,mode=0700", FullDisk.class));
  }

  @Test
  void F37_onAReadOnlyFileSystemItRunsInMemoryWithOneWarning() throws Exception {
    assertEquals(0, runOn("size=1m,ro", ReadOnly.class));
  }

  @Test
  void F39_withoutFileDescriptorsItRunsInMemoryAndComesBack() throws Exception {
    int status = ChildJvm.runBehind(List.of(), "ulimit -n 256", NoFiles.class, root.toString());
    assertEquals(0, status);
  }

  @Test
  void F35_tracersWhoseFilesAreCutAgainAndAgainGoOn() throws Exception {
    assertEquals(0, ChildJvm.runBehind(List.of(), "true", CutFiles.class, root.toString()));
  }

  private static TracerBuilder builder(String app, FakeAgent agent) {
    return WatchlogTracer.builder(app)
        .agentUrl(agent.uri())
        .shutdownHook(false)
        .autoFlushInterval(Duration.ofMillis(20));
  }

  private static void endSpans(WatchlogTracer tracer, int count) {
    for (int i = 0; i < count; i++) {
      tracer.startSpan("s").input("x".repeat(200)).end();
    }
  }

  private static void endUntil(WatchlogTracer tracer, Predicate<TracerStats> condition) {
    Await.until(
        () -> "it is so: " + tracer.stats(),
        () -> {
          endSpans(tracer, 10);
          return condition.test(assertBalanced(tracer));
        });
  }

  static final class FullDisk {
    private FullDisk() {}

    public static void main(String[] args) throws IOException {
      Path disk = Path.of(args[0]);
      Path filler = Files.write(disk.resolve("filler"), new byte[2_500_000]);
      try (FakeAgent agent = new FakeAgent().countOnly();
          LogLines lines = new LogLines("full")) {
        agent.stop();
        // Segments of 512 KiB: two or three have their place.
        WatchlogTracer tracer =
            builder("full", agent)
                .queueDirectory(disk)
                .maxQueueBytes(4 << 20)
                .overflowPolicy(OverflowPolicy.BLOCK)
                .build();
        endUntil(tracer, stats -> stats.inMemory());
        endSpans(tracer, 500);
        assertTrue(tracer.stats().diskFailures() >= 1);
        assertEquals(1, lines.warnings("kept in memory").size());
        Files.delete(filler);
        endUntil(tracer, stats -> !stats.inMemory());
        agent.start();
        TracerStats stats = assertSettled(tracer);
        assertEquals(stats.ended(), stats.delivered());
        assertEquals(stats.ended(), agent.takenCount());
        assertEquals(1, lines.warnings("kept in memory").size());
        tracer.close();
        assertEquals(List.of(), QueueFiles.left(disk));
      }
    }
  }

  static final class ReadOnly {
    private ReadOnly() {}

    public static void main(String[] args) {
      Path disk = Path.of(args[0]);
      System.setProperty("java.io.tmpdir", args[0]);
      System.setProperty("user.home", args[0]);
      for (String app : List.of("named", "default")) {
        try (FakeAgent agent = new FakeAgent();
            LogLines lines = new LogLines(app)) {
          TracerBuilder builder = builder(app, agent);
          WatchlogTracer tracer =
              (app.equals("named") ? builder.queueDirectory(disk) : builder).build();
          endSpans(tracer, 1_000);
          TracerStats stats = assertDelivered(1_000, tracer);
          assertTrue(stats.inMemory(), stats::toString);
          assertEquals(1, stats.diskFailures());
          assertEquals(1, lines.warnings("").size(), () -> lines.warnings("").toString());
          tracer.close();
        }
      }
    }
  }

  static final class CutFiles {
    private static final int TRACERS = 4;
    private static final int SPANS = 60_000;

    private CutFiles() {}

    public static void main(String[] args) throws Exception {
      Path disk = Path.of(args[0]);
      try (FakeAgent agent = new FakeAgent().countOnly()) {
        List<WatchlogTracer> tracers = new ArrayList<>();
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < TRACERS; i++) {
          WatchlogTracer tracer =
              builder("cut", agent).queueDirectory(disk).maxQueueBytes(8 << 20).build();
          tracers.add(tracer);
          producers.add(new Thread(() -> produce(tracer)));
        }
        producers.forEach(Thread::start);
        while (producers.stream().anyMatch(Thread::isAlive)) {
          for (Path file : QueueFiles.endingIn(disk, ".wlog")) {
            cut(file);
          }
          LockSupport.parkNanos(20_000_000);
        }
        long delivered = 0;
        for (WatchlogTracer tracer : tracers) {
          TracerStats stats = assertSettled(tracer);
          assertEquals(SPANS, stats.ended());
          assertTrue(stats.diskFailures() > 0 && !stats.failed(), stats::toString);
          delivered += stats.delivered();
          tracer.close();
        }
        assertEquals(delivered, agent.takenCount());
        assertEquals(List.of(), QueueFiles.left(disk));
      }
    }

    private static void produce(WatchlogTracer tracer) {
      for (int i = 0; i < SPANS / 10; i++) {
        endSpans(tracer, 10);
        LockSupport.parkNanos(500_000);
      }
    }

    private static void cut(Path file) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      } catch (NoSuchFileException e) {
        assertFalse(Files.exists(file), "deleted meanwhile");
      }
    }
  }

  static final class NoFiles {
    private NoFiles() {}

    public static void main(String[] args) throws Exception {
      loadAllClasses();
      // The JDK's logger reads the time zones with its first line, and never again if it fails.
      System.getLogger("no-files").log(System.Logger.Level.INFO, "the first line");
      Path disk = Path.of(args[0]);
      List<Closeable> hoard = new ArrayList<>();
      try (FakeAgent agent = new FakeAgent().countOnly();
          LogLines lines = new LogLines("no-files")) {
        WatchlogTracer tracer =
            builder("no-files", agent).queueDirectory(disk).maxQueueBytes(4 << 20).build();
        endSpans(tracer, 100);
        assertDelivered(100, tracer);
        agent.stop();
        endUntil(
            tracer,
            stats -> {
              takeAllDescriptors(hoard); // those too that the tracer gives back
              return stats.inMemory();
            });
        assertEquals(1, lines.warnings("kept in memory").size());
        for (Closeable each : hoard) {
          each.close();
        }
        agent.start();
        endUntil(tracer, stats -> !stats.inMemory());
        TracerStats stats = assertSettled(tracer);
        assertEquals(stats.ended(), stats.delivered() + stats.evicted() + stats.droppedRingFull());
        assertEquals(stats.delivered(), agent.takenCount());
        tracer.close();
        assertEquals(List.of(), QueueFiles.left(disk));
      }
    }

    /** The library's classes come from a directory here, by descriptors; a user's from a jar. */
    private static void loadAllClasses() throws Exception {
      Path classes =
          Path.of(WatchlogTracer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(classes)) {
        for (Path file :
            (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
          String name = classes.relativize(file).toString().replace(File.separatorChar, '.');
          if (!name.equals("module-info.class")) {
            Class<?> unused = Class.forName(name.substring(0, name.length() - 6));
          }
        }
      }
    }

    private static void takeAllDescriptors(List<Closeable> hoard) {
      try {
        while (true) {
          hoard.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        assertTrue(hoard.size() > 10, e::toString);
      }
    }
  }
}
