package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.ChildJvm;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The log of a process that lives; it rests, so that each test says what moves. */
@Timeout(120)
class LogToolLiveTest {
  private static final int RECORDS = 1_000;

  @TempDir Path root;
  private Process owner;
  private Path directory;

  @BeforeEach
  void anotherProcessOwnsALog() throws Exception {
    owner = ChildOwner.start(root, RECORDS);
    BufferedReader said = owner.inputReader();
    directory = Path.of(said.readLine());
  }

  @AfterEach
  void itEnds() throws Exception {
    kill();
  }

  private void kill() throws InterruptedException {
    owner.destroyForcibly().waitFor();
  }

  @Test
  void aLiveOwnerIsShownAndKeepsItsLock() throws Exception {
    Process tool = ChildJvm.start(LogTool.class, "log", "dump", root.toString());
    String out = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(LogTool.FINE, tool.waitFor(), out);
    assertTrue(out.contains("  owner    alive: its process holds the lock"), out);
    assertTrue(out.contains(" waiting " + TestLog.json(RECORDS) + System.lineSeparator()), out);
    try (Adopter next = new Adopter(root)) {
      assertNull(next.orphans.adoptNext());
      assertTrue(Files.exists(directory));
      kill();
      assertEquals(TestLog.range(1, RECORDS), next.drainNext().sequences());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theOwnersPidIsNamed() {
    assertEquals(
        List.of("alive: its process holds the lock, pid " + owner.pid()),
        ToolRun.verify(root).lines("owner"));
  }

  @Test
  void anUnfinishedRecordAtTheEndIsNoDamageBeforeItsOwnerIsDead() throws Exception {
    Path last = Damage.last(directory);
    List<Integer> offsets = Damage.records(last);
    Damage.flip(last, (offsets.get(offsets.size() - 1) + 30) * 8L);
    ToolRun alive = ToolRun.verify(root);
    assertEquals(LogTool.FINE, alive.status(), alive.out());
    assertEquals(RECORDS - 1, alive.waiting());
    kill();
    ToolRun dead = ToolRun.verify(root);
    assertEquals(LogTool.DAMAGED, dead.status());
    assertEquals(List.of("1 record lost: " + RECORDS), dead.lines("damage"));
  }

  @Test
  void aFlippedBitIsDamageWhileItsOwnerLives() throws Exception {
    Path first = Damage.segments(directory).get(0);
    Damage.flip(first, (Damage.records(first).get(41) + 30) * 8L);
    Damage.flip(Damage.last(directory), (SegmentDescriptor.HEADER_LENGTH + 30) * 8L);
    ToolRun run = ToolRun.verify(root);
    assertEquals(LogTool.DAMAGED, run.status());
    assertEquals(2, run.lost());
    assertTrue(run.lines("damage").get(0).startsWith("2 records lost: 42, "), run.out());
  }

  @Test
  void aSegmentThatIsNotThereIsNoDamageBeforeItsOwnerIsDead() throws Exception {
    Path second = Damage.segments(directory).get(1);
    int missing = Damage.records(second).size();
    Files.delete(second);
    ToolRun alive = ToolRun.verify(root);
    assertEquals(LogTool.FINE, alive.status(), alive.out());
    assertTrue(alive.lines("absent").get(0).startsWith(missing + " sequences not on disk"));
    kill();
    assertEquals(missing, ToolRun.verify(root).lost());
  }
}
