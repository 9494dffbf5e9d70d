package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchlog.tracer.internal.log.DefaultRoots.Root;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueDirectoryTest {
  @TempDir Path temp;

  private static final String WHY = "this file system does not know POSIX permissions";

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private void assumePosix() throws IOException {
    assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"), WHY);
  }

  private static Path chmod(Path path, String mode) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static Path opened(Path root) throws IOException {
    try (QueueDirectory directory = QueueDirectory.open(root, "app")) {
      return directory.path();
    }
  }

  @Test
  void everythingIsPrivateFromItsCreationOn() throws IOException {
    assumePosix();
    try (TestLog log = TestLog.onDisk(temp.resolve("new/root"))) {
      log.appendTo(10);
      Path own = log.directory.path();
      assertEquals("rwx------", mode(own));
      assertEquals("rwx------", mode(own.getParent()));
      for (Path file : TestLog.files(own)) {
        assertEquals("rw-------", mode(file), file::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../etc/x", "con", "..", ".", "a/b\\c:d", "🦉🦉", " ", "nul.txt", "\0\n", "é"})
  void anyNameOfAnApplicationGivesADirectoryInTheRoot(String app) throws IOException {
    try (QueueDirectory directory = QueueDirectory.open(temp, app)) {
      Path name = directory.path().getParent().getFileName();
      assertEquals(temp.toAbsolutePath(), directory.path().getParent().getParent());
      assertTrue(name.toString().matches("[a-z0-9_]{1,40}-[0-9a-f]{16}"), name::toString);
    }
  }

  @Test
  void differentApplicationsNeverShareADirectory() {
    Set<String> names = new HashSet<>();
    List<String> apps = List.of("app", "App", "a b", "a/b", "x".repeat(300), "x".repeat(301));
    for (String app : apps) {
      assertTrue(names.add(AppDirectoryName.of(app).toLowerCase(Locale.ROOT)), app);
    }
  }

  @Test
  void F38_aNamedRootIsTakenAsItIs() throws IOException {
    assumePosix();
    Path open = chmod(Files.createDirectory(temp.resolve("emptyDir")), "rwxrwxrwx");
    assertTrue(opened(open).startsWith(open));
    Path link = Files.createSymbolicLink(temp.resolve("link"), open);
    assertTrue(opened(link).startsWith(link));
  }

  @Test
  void F38_anApplicationsDirectoryThatIsOpenToOthersIsRefused() throws IOException {
    assumePosix();
    Path app = opened(temp).getParent();
    for (String mode : List.of("rwxr-xr-x", "rwx-w----", "rwxrwxrwx")) {
      chmod(app, mode);
      IOException refused = assertThrows(IOException.class, () -> opened(temp));
      assertTrue(refused.getMessage().contains(mode), refused.getMessage());
    }
    chmod(app, "rwx------");
    assertTrue(opened(temp).startsWith(app));
  }

  @Test
  void F38_anApplicationsDirectoryThatIsALinkOrAFileIsRefused() throws IOException {
    assumePosix();
    Path app = opened(temp).getParent();
    Files.delete(app);
    Path elsewhere = chmod(Files.createDirectory(temp.resolve("elsewhere")), "rwx------");
    Files.createSymbolicLink(app, elsewhere);
    assertThrows(IOException.class, () -> opened(temp));
    Files.delete(app);
    Files.createFile(app);
    assertThrows(IOException.class, () -> opened(temp));
  }

  @Test
  void F38_anApplicationsDirectoryOfSomeoneElseIsRefused() throws IOException {
    assumePosix();
    Path app = opened(temp).getParent();
    assumeTrue(giveAway(app), "only the superuser can give a directory to someone else");
    IOException refused = assertThrows(IOException.class, () -> opened(temp));
    assertTrue(refused.getMessage().contains("belongs to"), refused.getMessage());
  }

  /** Makes someone else own a directory, where this process may do that. */
  private static boolean giveAway(Path directory) {
    try {
      Files.setAttribute(directory, "unix:uid", 65533);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Test
  void F38_anUnsafeDefaultRootIsPassedOver() throws IOException {
    assumePosix();
    Path good = temp.resolve("good");
    Path target = Files.createDirectory(temp.resolve("target"));
    Path linked = Files.createDirectory(temp.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("watchlog"), target);
    Path open = Files.createDirectory(temp.resolve("open"));
    chmod(Files.createDirectory(open.resolve("watchlog")), "rwxrwxrwx");
    List<Root> roots =
        List.of(
            new Root("not/absolute", List.of("watchlog")),
            new Root(linked.toString(), List.of("watchlog")),
            new Root(open.toString(), List.of("watchlog")),
            new Root(good.toString(), List.of("watchlog")));
    try (QueueDirectory directory = QueueDirectory.ofRoots(roots, "app")) {
      directory.renew();
      assertTrue(directory.path().startsWith(good.resolve("watchlog")));
    }
    Path foreign = Files.createDirectories(temp.resolve("foreign/watchlog"));
    assumeTrue(giveAway(foreign), "only the superuser can give a directory to someone else");
    IOException none =
        assertThrows(
            IOException.class,
            () ->
                QueueDirectory.ofRoots(
                        List.of(
                            new Root(temp.resolve("foreign").toString(), List.of("watchlog")),
                            roots.get(0)),
                        "app")
                    .renew());
    assertTrue(none.getMessage().contains("belongs to"), none.getMessage());
    assertTrue(none.getMessage().contains("not/absolute"), none.getMessage());
  }

  @Test
  void theDefaultRootsAreTheStateDirectoryThenTheTempDirectory() {
    Map<String, String> properties =
        Map.of("user.home", "/home/me", "java.io.tmpdir", "/tmp", "user.name", "me");
    List<String> state = List.of("watchlog", "ai-tracer");
    List<Root> withXdg = DefaultRoots.list(name -> "/state", properties::get);
    assertEquals(
        List.of(
            new Root("/state", state),
            new Root("/home/me/.local/state", state),
            new Root("/tmp", List.of("watchlog-me"))),
        withXdg);
    Map<String, String> homeless =
        Map.of("user.home", "?", "java.io.tmpdir", "/tmp", "user.name", "../x");
    List<Root> roots = DefaultRoots.list(name -> null, homeless::get);
    assertEquals(1, roots.size());
    assertFalse(roots.get(0).parts().get(0).contains("/"));
  }

  @Test
  void aRootThatCannotBeMadeSaysWhy() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThrows(IOException.class, () -> opened(file.resolve("below")));
  }

  @Test
  void aLockThatIsDeletedIsMadeAnewAndHeld() throws IOException {
    try (QueueDirectory directory = QueueDirectory.open(temp, "app")) {
      Path path = directory.path();
      Path lock = path.resolve(QueueDirectory.LOCK);
      Files.delete(lock);
      assertTrue(directory.keep());
      assertEquals(path, directory.path());
      assertEquals(List.of(lock), TestLog.files(path));
      // Held by this JVM, as its own next try would say.
      try (FileChannel other = FileChannel.open(lock, StandardOpenOption.WRITE)) {
        assertThrows(OverlappingFileLockException.class, other::tryLock);
      }
    }
  }

  @Test
  void aDirectoryWithAnotherLockIsSomebodyElses() throws IOException {
    try (QueueDirectory directory = QueueDirectory.open(temp, "app")) {
      Path path = directory.path();
      Files.delete(path.resolve(QueueDirectory.LOCK));
      Files.createFile(path.resolve(QueueDirectory.LOCK));
      assertFalse(directory.keep());
      assertFalse(directory.keep());
      directory.renew();
      assertTrue(directory.keep());
      assertNotEquals(path, directory.path());
      // A second time it is the file system that changes them.
      Path second = directory.path();
      Files.delete(second.resolve(QueueDirectory.LOCK));
      Files.createFile(second.resolve(QueueDirectory.LOCK));
      assertTrue(directory.keep());
      assertEquals(List.of(path.resolve(QueueDirectory.LOCK)), TestLog.files(path));
    }
  }

  @Test
  void whatAClosedTracerLeavesMayBeAdoptedInTheSameJvm() throws IOException {
    Path first;
    try (TestLog log = TestLog.onDisk(temp)) {
      first = log.directory.path();
      log.appendTo(5);
    }
    assertFalse(Files.exists(first));
    try (Adopter next = new Adopter(temp)) {
      assertNotEquals(first, next.own.path());
      assertEquals(TestLog.range(1, 5), next.drainNext().sequences());
    }
  }
}
