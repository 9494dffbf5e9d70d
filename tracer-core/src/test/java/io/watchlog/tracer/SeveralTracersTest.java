package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tracers of one application side by side: in one JVM, in class loaders, in processes. */
final class SeveralTracersTest extends WithAgent {
  private static final int SPANS = 10;

  private final Map<String, UnaryOperator<String>> guests = new LinkedHashMap<>();
  private final List<Guest.InProcess> processes = new ArrayList<>();

  private Guest.InProcess process() throws Exception {
    Guest.InProcess process = new Guest.InProcess();
    processes.add(process);
    return process;
  }

  @AfterEach
  void everyProcessEnds() {
    processes.forEach(Guest.InProcess::close);
  }

  @Test
  void F13_eachHasItsOwnDirectoryNothingIsMixedAndNoLockIsLost() throws Exception {
    agent.stop();
    startGuest("here", new Guest());
    startGuest("here-too", new Guest());
    startGuest("loader", Guest.inClassLoader());
    startGuest("other-loader", Guest.inClassLoader());
    startGuest("process", process());
    assertEquals(5, QueueFiles.logs(root).size());
    leaveAnOrphan();

    // Each looks for orphans as it starts, and meets those of its own JVM and of others.
    startGuest("third-loader", Guest.inClassLoader());
    startGuest("third-process", process());
    Await.until("the orphan is adopted", () -> count(1) == SPANS);
    assertEquals(8, QueueFiles.logs(root).size(), "seven tracers and an orphan");
    assertEveryLockIsHeld();

    agent.start();
    Await.until("all is delivered", () -> count(2) == 8 * SPANS);
    assertEquals(7, QueueFiles.logs(root).size(), "the orphan has gone");
    assertEveryLockIsHeld();
    for (String name : guests.keySet()) {
      String[] stats = stats(name).split(" ", -1);
      assertEquals(SPANS + Integer.parseInt(stats[1]), Integer.parseInt(stats[2]), name);
    }
    Map<String, Integer> taken = new TreeMap<>();
    agent.taken().forEach(span -> taken.merge(span.text("name"), 1, Integer::sum));
    assertEquals(8, taken.size());
    assertTrue(taken.values().stream().allMatch(count -> count == SPANS), taken::toString);

    guests.values().forEach(guest -> tell(guest, "close 30"));
    assertEquals(List.of(), QueueFiles.left(root));
    assertEquals(0, agent.duplicates());
  }

  @Test
  void F42_ofThreeStartersOneAdoptsEachOrphan() throws Exception {
    int orphans = 30;
    agent.stop();
    for (int i = 0; i < orphans; i++) {
      Guest dead = new Guest();
      tell(dead, "start " + agent.uri() + " " + root);
      tell(dead, "end orphan " + SPANS);
      tell(dead, "close 0");
    }
    assertEquals(orphans, QueueFiles.logs(root).size());
    agent.start();
    List<Guest.InProcess> starters = List.of(process(), process(), process());
    for (Guest.InProcess starter : starters) {
      starter.say("start " + agent.uri() + " " + root);
    }
    for (Guest.InProcess starter : starters) {
      assertTrue(starter.hear().startsWith("true "));
    }
    Await.until("nothing is left of them", () -> QueueFiles.logs(root).size() == 3);
    long adopted = 0;
    for (Guest.InProcess starter : starters) {
      adopted += Long.parseLong(starter.apply("end none 0").split(" ", -1)[1]);
      tell(starter, "close 30");
    }
    assertEquals((long) orphans * SPANS, adopted);
    assertEquals((long) orphans * SPANS, agent.takenCount());
    assertEquals(0, agent.duplicates());
    assertEquals(List.of(), QueueFiles.left(root));
  }

  @Test
  void F43_aStoppedOwnerKeepsItsLog() throws Exception {
    stopAnOwner(() -> {});
  }

  @Test
  void F43_aStoppedOwnerWhoseLockIsDeletedKeepsItsLogToo() throws Exception {
    stopAnOwner(this::deleteTheUnheldLock);
  }

  /** The other owner makes its own anew at once. */
  private void deleteTheUnheldLock() {
    for (Path log : QueueFiles.logs(root)) {
      assertTrue(log.resolve("owner.lock").toFile().delete());
    }
    Await.until("one is there again", () -> QueueFiles.logs(root).size() == 1);
    startGuest("third", new Guest());
    Await.until("the third one delivers", () -> stats("third").equals("true 0 " + SPANS));
  }

  /** The others look for orphans every half minute. */
  @Test
  @Tag("soak")
  void F43_anOwnerThatIsStoppedForAMinuteKeepsItsLog() throws Exception {
    stopAnOwner(() -> LockSupport.parkNanos(Duration.ofSeconds(65).toNanos()));
  }

  private void stopAnOwner(Runnable meanwhile) throws Exception {
    agent.stop();
    Guest.InProcess owner = process();
    startGuest("owner", owner);
    owner.signal("STOP");
    agent.start();
    Guest.InProcess other = process();
    startGuest("other", other);
    // It looks for orphans before it sends for the first time.
    String delivered = "true 0 " + SPANS;
    Await.until("the other one delivers", () -> stats("other").equals(delivered));
    meanwhile.run();
    assertEquals(delivered, stats("other"));
    owner.signal("CONT");
    Await.until("the owner delivers", () -> stats("owner").equals(delivered));
    Await.until("each has its log", () -> QueueFiles.logs(root).size() == guests.size());
    assertEveryLockIsHeld();
    assertEquals((long) guests.size() * SPANS, agent.takenCount());
    assertEquals(0, agent.duplicates());
    guests.values().forEach(guest -> tell(guest, "close 30"));
  }

  private void startGuest(String name, UnaryOperator<String> guest) {
    guests.put(name, guest);
    tell(guest, "start " + agent.uri() + " " + root);
    tell(guest, "end " + name + " " + SPANS);
  }

  /** Whatever it is told, it balances. */
  private static void tell(UnaryOperator<String> guest, String words) {
    assertTrue(guest.apply(words).startsWith("true "), words);
  }

  /** The log of a process that ended while there was no agent. */
  private void leaveAnOrphan() throws Exception {
    try (Guest.InProcess dead = new Guest.InProcess()) {
      tell(dead, "start " + agent.uri() + " " + root);
      tell(dead, "end orphan " + SPANS);
      tell(dead, "close 1");
    }
  }

  /** Asked of another process, as only there a lock that was lost is seen. */
  private void assertEveryLockIsHeld() throws Exception {
    try (Guest.InProcess other = new Guest.InProcess()) {
      for (Path log : QueueFiles.logs(root)) {
        Path lock = log.resolve("owner.lock");
        assertEquals("true", other.apply("isHeld " + lock), lock::toString);
      }
    }
  }

  private String stats(String name) {
    return guests.get(name).apply("end " + name + " 0");
  }

  /** The sum of one of the numbers over all guests. */
  private int count(int word) {
    return guests.keySet().stream()
        .mapToInt(name -> Integer.parseInt(stats(name).split(" ", -1)[word]))
        .sum();
  }
}
