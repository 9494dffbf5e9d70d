package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
  @TempDir Path root;

  @Test
  void theLogsOfOneJvmAreNeverAdoptedWhileTheyLive() throws IOException {
    try (TestLog one = TestLog.onDisk(root);
        TestLog two = TestLog.onDisk(root);
        Adopter next = new Adopter(root)) {
      one.appendTo(10);
      two.appendTo(10);
      assertNull(next.orphans.adoptNext());
      assertTrue(JvmToken.isOwn(one.directory.id()) && JvmToken.isOwn(two.directory.id()));
    }
  }

  @Test
  void oneDeadLogHasOneAdopterInAJvm() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      log.appendTo(10);
      log.copyAsDead(root);
    }
    try (Adopter one = new Adopter(root);
        Adopter two = new Adopter(root)) {
      // Two are there: the copy, and what the closed log left.
      AdoptedLog first = one.orphans.adoptNext();
      AdoptedLog second = two.orphans.adoptNext();
      assertNotNull(first);
      assertNotNull(second);
      assertNull(one.orphans.adoptNext());
      assertNull(two.orphans.adoptNext());
      first.close();
      assertNotNull(two.drainNext());
      second.close();
      assertNotNull(one.drainNext());
      assertNull(two.drainNext());
    }
  }

  @Test
  void deadDirectoriesWithNothingInThemAreDeleted() throws IOException {
    try (Adopter next = new Adopter(root)) {
      Path app = next.own.path().getParent();
      Path empty = Files.createDirectory(app.resolve(UUID.randomUUID().toString()));
      Path locked = Files.createDirectory(app.resolve(UUID.randomUUID().toString()));
      Files.createFile(locked.resolve(QueueDirectory.LOCK));
      Path foreign = Files.createDirectory(app.resolve("something-else"));
      assertNull(next.orphans.adoptNext());
      assertFalse(Files.exists(empty));
      assertFalse(Files.exists(locked));
      assertTrue(Files.exists(foreign));
    }
  }

  @Test
  void aDirectoryThatCannotBeEmptiedIsLookedAtOnce() throws IOException {
    try (Adopter next = new Adopter(root)) {
      Path app = next.own.path().getParent();
      Path dead = Files.createDirectory(app.resolve(UUID.randomUUID().toString()));
      Files.createFile(dead.resolve(QueueDirectory.LOCK));
      Files.createDirectory(dead.resolve("seg-00000000000000bb.wlog"));
      for (int look = 0; look < 3; look++) {
        assertNull(next.orphans.adoptNext());
      }
      assertEquals(1, next.counters.get(Counter.INTERNAL_ERRORS));
      assertTrue(Files.exists(dead.resolve("seg-00000000000000bb.wlog")));
    }
  }

  @Test
  void anEmptySegmentOfADeadProcessIsDeleted() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      log.writer.prepare();
      Path dead = log.copyAsDead(root);
      assertEquals(2, TestLog.files(dead).size());
      try (Adopter next = new Adopter(root)) {
        assertNull(next.orphans.adoptNext());
        assertFalse(Files.exists(dead));
      }
    }
  }

  @Test
  @Timeout(120)
  void aKilledProcessLosesItsLogAtOnceAndALivingOneKeepsIt() throws Exception {
    Process child = ChildOwner.start(root, 1_000);
    try (BufferedReader said = child.inputReader();
        Adopter one = new Adopter(root);
        Adopter two = new Adopter(root)) {
      Path directory = Path.of(said.readLine());
      assertNull(one.orphans.adoptNext());
      assertNull(two.orphans.adoptNext());
      assertTrue(Files.exists(directory));
      child.destroyForcibly().waitFor();
      assertEquals(TestLog.range(1, 1_000), two.drainNext().sequences());
      assertNull(one.drainNext());
      assertFalse(Files.exists(directory));
    } finally {
      child.destroyForcibly();
    }
  }
}
