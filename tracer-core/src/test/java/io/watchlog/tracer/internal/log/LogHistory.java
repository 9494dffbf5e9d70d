package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One application through many processes: the log of the one that lives, the one that it is taking
 * over, and those that wait for that.
 */
final class LogHistory implements AutoCloseable {
  private final Path root;
  private final SpanLog.Settings settings;
  private final boolean onDisk;
  private final List<DeadLog> dead = new ArrayList<>();
  private int processes;
  private LiveLog live;
  private Orphans orphans;
  private Adoption adoption;

  LogHistory(Path root, SpanLog.Settings settings, boolean onDisk) throws IOException {
    this.root = root;
    this.settings = settings;
    this.onDisk = onDisk;
    start();
  }

  private void start() throws IOException {
    processes++;
    live = new LiveLog(root, settings, onDisk, processes);
    orphans = new Orphans(live.directory, TestLog.QUIET, new Counters());
  }

  LiveLog live() {
    return live;
  }

  /** Null where nothing is being taken over. */
  Adoption adoption() {
    return adoption;
  }

  /** Those that nobody has taken over yet. */
  List<DeadLog> dead() {
    return dead;
  }

  /** The process dies, and another one starts. */
  void crash() throws IOException {
    if (adoption != null) {
      crashAdoption();
    }
    Path copy = copyAsDead(live.directory.path());
    dead.add(new DeadLog(live.life, copy, live.batches.acknowledged()));
    live.wipe();
    start();
  }

  /** The owner of a log that was taken over dies. */
  void crashAdoption() throws IOException {
    DeadLog left = new DeadLog(adoption.dead, copyAsDead(adoption.dead.directory));
    adoption.abandon();
    adoption = null;
    dead.add(left);
  }

  private Path copyAsDead(Path directory) throws IOException {
    return TestLog.copyAsDead(directory, directory.resolveSibling(UUID.randomUUID().toString()));
  }

  /** The process ends in good order, and another one starts. */
  void restart() throws IOException {
    closeAdoption();
    List<Path> before = directories();
    boolean drained = live.isDrained();
    live.close();
    List<Path> left = directories();
    left.removeAll(before);
    assertTrue(left.size() <= (drained ? 0 : 1), () -> "left by a log: " + left);
    if (left.isEmpty()) {
      live.life.requireNothingOnDisk(live.batches.acknowledged() + 1);
    } else {
      dead.add(new DeadLog(live.life, left.get(0), live.batches.acknowledged()));
    }
    start();
  }

  void closeAdoption() throws IOException {
    if (adoption != null && !adoption.close()) {
      dead.add(new DeadLog(adoption.dead, adoption.dead.directory));
    }
    adoption = null;
  }

  /** Takes over a dead log, if there is one; what holds nothing disappears. */
  void adopt() throws IOException {
    if (adoption != null) {
      return;
    }
    AdoptedLog log = orphans.adoptNext();
    for (DeadLog left : List.copyOf(dead)) {
      if (!Files.exists(left.directory)) {
        left.requireNothing();
        dead.remove(left);
      } else if (log != null && isTaken(left.directory)) {
        adoption = new Adoption(log, left);
        dead.remove(left);
      }
    }
    assertEquals(log != null, adoption != null, "adopts what is dead");
    assertFalse(log == null && !dead.isEmpty(), "a dead log is not found");
  }

  private static boolean isTaken(Path directory) {
    UUID id = UUID.fromString(directory.getFileName().toString());
    if (!JvmToken.claim(id)) {
      return true;
    }
    JvmToken.unclaim(id);
    return false;
  }

  private List<Path> directories() throws IOException {
    return TestLog.files(live.directory.path().getParent());
  }

  /** Reads and settles everything that anybody has left; then there must be nothing. */
  void drain() throws IOException {
    live.drain();
    do {
      if (adoption != null) {
        adoption.drain();
        closeAdoption();
      }
      adopt();
    } while (adoption != null);
    live.drain();
    Path app = live.directory.path().getParent();
    live.close();
    List<Path> left = TestLog.files(app);
    left.remove(app.resolve(Quarantine.NAME));
    assertEquals(List.of(), left, "files left");
    live = null;
  }

  /** Ends what a failure has left open. */
  @Override
  public void close() throws IOException {
    if (adoption != null) {
      adoption.abandon();
    }
    if (live != null) {
      live.wipe();
    }
  }
}
