package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.log.RecordSource.Position;
import io.watchlog.tracer.internal.metrics.Counter;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpanLogTest {
  @TempDir Path root;

  @Test
  void whatIsAppendedIsReadInOrderAcrossSegments() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      log.appendTo(1000);
      assertEquals(1000, log.reader.available());
      assertTrue(log.reader.availableBytes() > 0);
      assertEquals(TestLog.endTime(1), log.reader.headEndTimeMs());
      assertEquals(TestLog.range(1, 1000), TestLog.read(log.reader, 2000));
      assertEquals(0, log.reader.available());
      assertEquals(0, log.reader.availableBytes());
      assertEquals(1001, log.reader.headSequence());
      assertEquals(Long.MAX_VALUE, log.reader.headEndTimeMs());
    }
  }

  @Test
  void acknowledgedSegmentsAreRecycled() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      for (int round = 1; round <= 200; round++) {
        log.appendTo(round * 100L);
        assertEquals(100, TestLog.read(log.reader, 100).size());
        log.reader.acknowledge(log.reader.position());
      }
      List<Path> files = TestLog.files(log.directory.path());
      assertTrue(files.size() <= 3, () -> "files: " + files);
      assertEquals(0, log.reader.takeDamaged());
    }
  }

  @Test
  void aRefusedRecordStaysAtTheHead() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      log.appendTo(3);
      assertEquals(List.of(1L), TestLog.read(log.reader, 1));
      assertEquals(0, log.reader.read((array, offset, length, sequence, end) -> false, 10));
      assertEquals(2, log.reader.headSequence());
      assertEquals(1, log.reader.skip(1));
      assertEquals(List.of(3L), TestLog.read(log.reader, 10));
      assertEquals(0, log.reader.skip(5));
    }
  }

  @Test
  void aRecordThatIsTooLongIsRefusedWithItsLength() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      int max = log.log.maxRecordLength();
      byte[] array = new byte[LogWriter.HEADROOM + max + 1];
      assertTrue(log.writer.append(array, LogWriter.HEADROOM, max, 1));
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> log.writer.append(array, LogWriter.HEADROOM, max + 1, 1));
      assertTrue(thrown.getMessage().contains("was " + (max + 1)), thrown.getMessage());
    }
  }

  @Test
  void aDrainedLogLeavesNothingBehind() throws IOException {
    Path directory;
    try (TestLog log = TestLog.onDisk(root)) {
      directory = log.directory.path();
      log.writer.prepare();
      log.appendTo(500);
      assertEquals(500, log.reader.skip(500));
      log.reader.acknowledge(log.reader.position());
    }
    assertFalse(Files.exists(directory));
    assertEquals(List.of(), TestLog.files(directory.getParent()));
  }

  @Test
  void acknowledgedRecordsAreNotHandedOutAgainAfterARestart() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      log.appendTo(900);
      assertEquals(400, TestLog.read(log.reader, 400).size());
      Position position = log.reader.position();
      assertEquals(100, TestLog.read(log.reader, 100).size());
      log.reader.acknowledge(position);
    }
    try (Adopter next = new Adopter(root)) {
      assertEquals(TestLog.range(401, 900), next.drainNext().sequences());
    }
  }

  @Test
  void theCountBoundIsExact() throws IOException {
    try (TestLog log = new TestLog(root, new SpanLog.Settings(100, TestLog.SMALL, true))) {
      log.appendTo(100);
      assertEquals(0, log.reader.excess(0));
      log.appendTo(137);
      assertEquals(37, log.reader.excess(0));
      assertEquals(20, log.reader.skip(20));
      assertEquals(37, log.reader.excess(20));
      log.reader.acknowledge(log.reader.position());
      assertEquals(17, log.reader.excess(0));
    }
  }

  @Test
  void atTheByteBoundTheOldestSegmentGoesAndNoMore() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      while (log.append()) {
        assertFalse(log.writer.waitsForRoom());
      }
      long full = log.writer.appended();
      assertTrue(log.writer.waitsForRoom());
      assertTrue(bytesIn(log.directory.path()) <= TestLog.SMALL);
      long excess = log.reader.evictBefore() - 1;
      assertTrue(excess > full / 16 && excess < full / 4, excess + " of " + full);
      assertEquals(excess, log.reader.skip(excess));
      log.reader.acknowledge(log.reader.position());
      assertFalse(log.writer.waitsForRoom());
      assertEquals(0, log.reader.evictBefore());
      assertTrue(log.append());
      assertEquals(excess + 1, log.reader.headSequence());
      assertTrue(bytesIn(log.directory.path()) <= TestLog.SMALL);
    }
  }

  @Test
  void aSegmentIsFreeOnlyWhenWhatWasReadFromItIsAcknowledged() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      while (log.append()) {
        assertFalse(log.writer.waitsForRoom());
      }
      long oldest = log.reader.evictBefore() - 1;
      assertEquals(10, TestLog.read(log.reader, 10).size());
      Position inFlight = log.reader.position();
      assertEquals(oldest + 1, log.reader.evictBefore());
      assertEquals(oldest - 10, log.reader.skip(oldest - 10));
      assertEquals(oldest + 1, log.reader.evictBefore());
      assertFalse(log.append());
      log.reader.acknowledge(inFlight);
      log.reader.acknowledge(log.reader.position());
      assertTrue(log.append());
    }
  }

  @Test
  void whatIsHeldAtTheOldEndKeepsNothingBehindItFromBeingEvicted() throws IOException {
    long lost = 0;
    long held = 0;
    try (TestLog log = TestLog.onDisk(root)) {
      log.appendTo(10);
      assertEquals(TestLog.range(1, 10), TestLog.read(log.reader, 10));
      Position inFlight = log.reader.position();
      while (log.writer.appended() < 20_000) {
        while (!log.append()) {
          long before = log.reader.evictBehind(11);
          assertTrue(before > log.reader.headSequence(), "nothing to evict");
          lost += log.reader.skip(before - log.reader.headSequence());
          assertEquals(before, log.reader.headSequence());
          log.reader.releaseBetween(11, before);
        }
        assertTrue(bytesIn(log.directory.path()) <= TestLog.SMALL);
      }
      assertEquals(10 + lost + 1, log.reader.headSequence());
      assertEquals(20_000 - 10 - lost, log.reader.available());
      // What a crash leaves now: nothing that is held is lost, and the gap is counted.
      log.copyAsDead(root);
      assertEquals(0, log.reader.takeDamaged());
      held = log.writer.appended() - 10 - lost;
      log.reader.acknowledge(inFlight);
      List<Long> rest = TestLog.read(log.reader, Integer.MAX_VALUE);
      assertEquals(TestLog.range(11 + lost, 20_000), rest);
      log.reader.acknowledge(log.reader.position());
      assertEquals(0, log.reader.takeDamaged());
      assertTrue(log.reader.isDrained());
      log.appendTo(20_500);
      assertEquals(TestLog.range(20_001, 20_500), TestLog.read(log.reader, 1_000));
      log.reader.acknowledge(log.reader.position());
    }
    try (Adopter next = new Adopter(root)) {
      List<Long> left = next.drainNext().sequences();
      assertEquals(TestLog.range(1, 10), left.subList(0, 10));
      assertEquals(
          TestLog.range(11 + lost, 20_000), left.subList(left.size() - (int) held, left.size()));
    }
  }

  @Test
  void underBlockTheWriterWaitsAndNothingIsEvicted() throws IOException {
    try (TestLog log = new TestLog(root, new SpanLog.Settings(10, TestLog.SMALL, false))) {
      log.appendTo(10);
      assertFalse(log.append());
      assertEquals(0, log.reader.excess(0));
      assertEquals(1, log.reader.skip(1));
      assertFalse(log.append());
      log.reader.acknowledge(log.reader.position());
      assertTrue(log.append());
      assertFalse(log.append());
    }
    try (TestLog log = new TestLog(root, new SpanLog.Settings(1 << 30, TestLog.SMALL, false))) {
      while (log.append()) {
        assertFalse(log.writer.waitsForRoom());
      }
      assertTrue(log.writer.waitsForRoom());
      assertEquals(0, log.reader.evictBefore());
    }
  }

  @Test
  void withoutADirectoryTheLogIsHeldInMemoryWithinItsBounds() throws IOException {
    try (TestLog log = new TestLog(null, new SpanLog.Settings(1 << 30, TestLog.SMALL, true))) {
      assertTrue(log.log.inMemory());
      log.writer.prepare();
      while (log.append()) {
        assertFalse(log.writer.waitsForRoom());
      }
      long appended = log.writer.appended();
      long excess = log.reader.evictBefore() - 1;
      assertEquals(excess, log.reader.skip(excess));
      log.reader.acknowledge(log.reader.position());
      assertTrue(log.append());
      assertEquals(
          TestLog.range(excess + 1, appended + 1), TestLog.read(log.reader, Integer.MAX_VALUE));
      log.log.force();
    }
  }

  @Test
  void aFullDiskSendsTheLogToMemoryAndRoomBringsItBack() {
    FragileDisk disk = new FragileDisk(root);
    SpanLog.Settings settings = new SpanLog.Settings(1 << 30, TestLog.SMALL, true);
    try (SpanLog log = disk.log(settings)) {
      List<Long> read = new ArrayList<>();
      assertTrue(TestLog.append(log.writer()));
      assertFalse(log.inMemory());
      disk.full = true;
      while (!log.inMemory()) {
        assertTrue(TestLog.append(log.writer()));
        read.addAll(TestLog.read(log.reader(), 10));
      }
      assertEquals(1, disk.counters.get(Counter.DISK_FAILURES));
      disk.full = false;
      log.writer().prepare();
      assertTrue(log.inMemory(), "asked again before its time");
      disk.clock.addAndGet(6_000_000_000L);
      log.writer().prepare();
      assertFalse(log.inMemory());
      assertTrue(TestLog.append(log.writer()));
      read.addAll(TestLog.read(log.reader(), Integer.MAX_VALUE));
      assertEquals(TestLog.range(1, log.writer().appended()), read);
      assertEquals(0, log.reader().takeDamaged());
    }
  }

  @Test
  void evictedMemoryDoesNotAnswerTheWishForAFile() {
    FragileDisk disk = new FragileDisk(root);
    try (SpanLog log = disk.log(new SpanLog.Settings(1 << 30, TestLog.SMALL, true))) {
      disk.full = true;
      int refusedInMemory = 0;
      while (refusedInMemory == 0) {
        refusedInMemory = TestLog.append(log.writer()) ? 0 : 1;
      }
      disk.full = false;
      disk.clock.addAndGet(6_000_000_000L);
      // The disk is back: memory goes, oldest first, and files come until they are at their bound.
      long appended = log.writer().appended();
      for (int round = 0; round < 40; round++) {
        while (TestLog.append(log.writer())) {
          appended++;
        }
        assertTrue(log.writer().waitsForRoom());
        int evictions = 0;
        while (!TestLog.append(log.writer())) {
          assertTrue(evictions++ < 16, "no room after everything could have been evicted");
          evict(log.reader());
        }
        appended++;
      }
      assertFalse(log.inMemory());
      assertEquals(appended, log.writer().appended());
      assertEquals(0, log.reader().takeDamaged());
    }
  }

  private static void evict(LogReader reader) {
    long before = reader.evictBefore();
    assertTrue(before > 0, "the writer waits and nothing is to be evicted");
    reader.skip(before - reader.headSequence());
    reader.acknowledge(reader.position());
  }

  @Test
  void aFileThatIsCutWhileItIsWrittenStopsNothing() throws IOException {
    FragileDisk disk = new FragileDisk(root);
    try (SpanLog log = disk.log(new SpanLog.Settings(1 << 30, TestLog.SMALL, true))) {
      // Long enough for the code to be compiled: only then faults are late.
      for (int round = 1; round <= 200; round++) {
        appendAndSettle(log, 100);
      }
      for (int cut = 1; cut <= 20; cut++) {
        disk.clock.addAndGet(6_000_000_000L);
        log.writer().prepare();
        appendAndSettle(log, 1);
        for (Path file : TestLog.files(root)) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
          }
        }
        appendAndSettle(log, 100);
        assertTrue(disk.counters.get(Counter.DISK_FAILURES) >= cut);
      }
      assertEquals(0, log.reader().takeDamaged());
    }
  }

  private static void appendAndSettle(SpanLog log, int count) {
    long from = log.writer().appended() + 1;
    int refused = 0;
    while (log.writer().appended() < from + count - 1) {
      // A spare that was cut is refused once.
      assertTrue(TestLog.append(log.writer()) || refused++ < 10);
    }
    List<Long> read = TestLog.read(log.reader(), Integer.MAX_VALUE);
    assertEquals(TestLog.range(from, from + count - 1), read);
    log.reader().acknowledge(log.reader().position());
  }

  @Test
  void F36_aDirectoryThatIsDeletedIsMadeAnewAndWhatWasInItIsStillRead() throws IOException {
    Path graveyard = root.resolve("graveyard");
    try (TestLog log = TestLog.onDisk(root.resolve("root"))) {
      for (int times = 1; times <= 3; times++) {
        long before = times * 1000L - 900;
        log.appendTo(before);
        deleteAll(root.resolve("root").toFile());
        log.writer.checkFiles();
        assertEquals(100, whatTheNextProcessCounts(log, graveyard).damaged());
        log.appendTo(times * 1000L);
        assertFalse(log.log.inMemory());
        assertEquals(times, log.counters.get(Counter.DISK_FAILURES));
        // Should the process die now, what was deleted is counted, and the rest is there.
        Adopter.Drained drained = whatTheNextProcessCounts(log, graveyard);
        assertEquals(TestLog.range(before + 1, times * 1000L), drained.sequences());
        assertEquals(100, drained.damaged());
        List<Long> read = TestLog.read(log.reader, 2000);
        assertEquals(TestLog.range(before - 99, times * 1000L), read);
        log.reader.acknowledge(log.reader.position());
      }
    }
    Path app = root.resolve("root").resolve(AppDirectoryName.of("test"));
    assertEquals(List.of(), TestLog.files(app));
  }

  private static Adopter.Drained whatTheNextProcessCounts(TestLog log, Path graveyard)
      throws IOException {
    log.copyAsDead(graveyard);
    try (Adopter next = new Adopter(graveyard)) {
      return next.drainNext();
    }
  }

  @Test
  void F36_whereSegmentsAloneAreDeletedNewOnesAreMade() throws IOException {
    try (TestLog log = TestLog.onDisk(root)) {
      // Three segments, two of them recycled, all of them deleted.
      log.appendTo(500);
      log.reader.skip(500);
      log.reader.acknowledge(log.reader.position());
      for (Path file : TestLog.files(log.directory.path())) {
        if (!file.endsWith(QueueDirectory.LOCK)) {
          Files.delete(file);
        }
      }
      log.appendTo(510);
      log.writer.checkFiles();
      log.writer.checkFiles();
      log.appendTo(900);
      assertEquals(1, log.counters.get(Counter.DISK_FAILURES));
      assertFalse(log.log.inMemory());
      assertEquals(TestLog.range(501, 900), TestLog.read(log.reader, 1000));
      log.copyAsDead(root.resolve("graveyard"));
    }
    try (Adopter next = new Adopter(root.resolve("graveyard"))) {
      Adopter.Drained drained = next.drainNext();
      assertEquals(TestLog.range(511, 900), drained.sequences());
      assertEquals(10, drained.damaged());
    }
  }

  private static void deleteAll(File file) {
    File[] files = file.listFiles();
    for (File each : files == null ? new File[0] : files) {
      deleteAll(each);
    }
    assertTrue(file.delete(), file::toString);
  }

  @Test
  void whatCouldNotBeForcedIsForcedTheNextTime() {
    FragileDisk disk = new FragileDisk(root);
    try (SpanLog log = disk.log(new SpanLog.Settings(1 << 30, TestLog.SMALL, true))) {
      while (log.writer().segmentId() < 4) {
        assertTrue(TestLog.append(log.writer()));
      }
      disk.unforceable = true;
      log.force();
      assertTrue(disk.counters.get(Counter.DISK_FAILURES) > 0);
      disk.unforceable = false;
      log.force();
      disk.forced.sort(null);
      assertEquals(List.of(0L, 1L, 2L, 3L, 4L), disk.forced, "the names, and four segments");
      disk.forced.clear();
      log.force();
      assertEquals(List.of(4L), disk.forced, "what is written");
    }
  }

  @Test
  void whatIsLostWithTheProcessIsNotForced() {
    FragileDisk disk = new FragileDisk(root);
    try (SpanLog log = disk.log(new SpanLog.Settings(1 << 30, TestLog.SMALL, true))) {
      assertTrue(TestLog.append(log.writer()));
      assertFalse(log.partlyInMemory());
      disk.gone = true;
      disk.full = true;
      log.writer().checkFiles();
      assertTrue(log.inMemory() && log.partlyInMemory());
      log.force();
      assertFalse(disk.forced.contains(1L));
      assertEquals(1, disk.counters.get(Counter.DISK_FAILURES));
      disk.full = false;
      disk.clock.addAndGet(6_000_000_000L);
      log.writer().prepare();
      assertFalse(log.inMemory());
      assertTrue(log.partlyInMemory(), "the first one is still there and nobody would find it");
      assertEquals(1, TestLog.read(log.reader(), 10).size());
      for (int segment = 1; segment <= 3; segment++) {
        log.reader().acknowledge(log.reader().position());
      }
      assertFalse(log.partlyInMemory());
    }
  }

  @Test
  void forcingMeetsNoHarmWhileSegmentsComeAndGo() throws Exception {
    try (TestLog log = TestLog.onDisk(root)) {
      AtomicBoolean stop = new AtomicBoolean();
      Thread forcing =
          new Thread(
              () -> {
                while (!stop.get()) {
                  log.log.force();
                }
              });
      forcing.start();
      for (int round = 1; round <= 100; round++) {
        log.appendTo(round * 300L);
        log.reader.skip(300);
        log.reader.acknowledge(log.reader.position());
      }
      stop.set(true);
      forcing.join();
      assertEquals(0, log.counters.get(Counter.DISK_FAILURES));
    }
  }

  static long bytesIn(Path directory) throws IOException {
    long bytes = 0;
    for (Path file : TestLog.files(directory)) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
