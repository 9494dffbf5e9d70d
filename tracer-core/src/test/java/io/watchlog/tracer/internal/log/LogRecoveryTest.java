package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.log.Adopter.Drained;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRecoveryTest {
  private static final int RECORDS = 900;

  @TempDir Path temp;
  private Path root;
  private TestLog live;

  @BeforeEach
  void aRootOfItsOwn() {
    root = temp.resolve("root");
  }

  @AfterEach
  void theLiveLogIsClosed() {
    if (live != null) {
      live.close();
    }
  }

  /** A log of a few segments, the first hundred records settled. */
  private Path deadLog() throws IOException {
    if (live == null) {
      live = TestLog.onDisk(temp.resolve("live"));
      live.appendTo(RECORDS);
      assertEquals(100, live.reader.skip(100));
      live.reader.acknowledge(live.reader.position());
    }
    return live.copyAsDead(root);
  }

  private Drained drain() throws IOException {
    try (Adopter next = new Adopter(root)) {
      Drained drained = next.drainNext();
      assertNull(next.drainNext(), "adopted twice");
      return drained;
    }
  }

  private static List<Path> segments(Path dead) throws IOException {
    List<Path> files = TestLog.files(dead);
    files.removeIf(file -> !file.toString().endsWith(SegmentDescriptor.SUFFIX));
    return files;
  }

  private static Path last(Path dead) throws IOException {
    List<Path> files = segments(dead);
    return files.get(files.size() - 1);
  }

  /** Offsets of the records of a segment. */
  private static List<Integer> records(Path segment) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment)).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> offsets = new ArrayList<>();
    int offset = SegmentDescriptor.HEADER_LENGTH;
    while (offset < bytes.capacity() && bytes.getInt(offset) != 0) {
      offsets.add(offset);
      offset += RecordDescriptor.aligned(bytes.getInt(offset));
    }
    return offsets;
  }

  private static void write(Path file, long position, byte... bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertEquals(bytes.length, channel.write(ByteBuffer.wrap(bytes), position));
    }
  }

  private static void flip(Path file, long bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    write(file, bit / 8, (byte) (bytes[(int) (bit / 8)] ^ 1 << (bit % 8)));
  }

  @Test
  void aCrashAtAnyMomentLeavesWhatWasCommittedAndNotSettled() throws IOException {
    try (TestLog log = TestLog.onDisk(temp.resolve("live"))) {
      long settled = 0;
      Random random = new Random(7);
      for (int round = 0; round < 40; round++) {
        log.appendTo(log.writer.appended() + random.nextInt(120));
        long taken = log.reader.skip(random.nextInt(110));
        if (random.nextInt(4) > 0) {
          log.reader.acknowledge(log.reader.position());
          settled = log.reader.headSequence() - 1;
        }
        assertTrue(taken >= 0);
        log.copyAsDead(root);
        Drained drained = drain();
        List<Long> left = drained == null ? List.of() : drained.sequences();
        assertEquals(TestLog.range(settled + 1, log.writer.appended()), left);
      }
    }
  }

  @Test
  void aDrainedLogIsDeletedAndAnUndrainedOneGoesOnWhereItWasAcknowledged() throws IOException {
    Path dead = deadLog();
    try (Adopter next = new Adopter(root)) {
      try (AdoptedLog log = next.orphans.adoptNext()) {
        assertEquals(RECORDS - 100, log.records());
        assertEquals(0, log.excess(0));
        assertEquals(500, TestLog.read(log, 500).size());
        log.acknowledge(log.position());
        assertEquals(50, TestLog.read(log, 50).size());
      }
      assertTrue(Files.exists(dead));
      assertEquals(TestLog.range(601, RECORDS), next.drainNext().sequences());
      assertFalse(Files.exists(dead));
    }
  }

  @Test
  void ofATailCutAnywhereThePrefixIsRecovered() throws IOException {
    Path last = last(deadLog());
    byte[] whole = Files.readAllBytes(last);
    List<Integer> offsets = records(last);
    int before = RECORDS - offsets.size();
    drain();
    int end = offsets.get(8) + 9;
    for (int cut = offsets.get(7) - 9; cut <= end; cut++) {
      Path file = last(deadLog());
      Files.write(file, Arrays.copyOf(whole, cut));
      int length = cut;
      long left = offsets.stream().limit(11).filter(o -> o <= length).count() - 1;
      Drained drained = drain();
      // The file is read in units of 8 bytes: what ends behind the last of them is cut as well.
      long found = drained.sequences().get(drained.sequences().size() - 1) - before;
      assertTrue(found == left || found == left - 1, "cut at " + cut + ": " + found);
      assertEquals(TestLog.range(101, before + found), drained.sequences());
    }
  }

  @Test
  void aFlippedBitInARecordCostsThatRecordOnly() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 60; i++) {
      List<Path> files = segments(deadLog());
      int which = random.nextInt(3);
      List<Integer> offsets = records(files.get(which));
      int first = which == 0 ? 101 : 0;
      int record = first + random.nextInt(offsets.size() - first);
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(files.get(which))).order(ByteOrder.LITTLE_ENDIAN);
      int length = bytes.getInt(offsets.get(record));
      flip(files.get(which), offsets.get(record) * 8L + random.nextInt(length * 8));
      Drained drained = drain();
      assertEquals(1, drained.damaged(), "record " + record + " of segment " + which);
      assertEquals(RECORDS - 101, drained.sequences().size());
    }
  }

  @Test
  void aFlippedBitInAHeaderSetsTheSegmentAside() throws IOException {
    for (int bit = 0; bit < SegmentDescriptor.FIELDS_LENGTH * 8; bit += 13) {
      List<Path> files = segments(deadLog());
      int inSecond = records(files.get(1)).size();
      flip(files.get(1), bit);
      Drained drained = drain();
      assertEquals(inSecond, drained.damaged());
      assertEquals(RECORDS - 100 - inSecond, drained.sequences().size());
    }
    List<Path> kept = TestLog.files(appDirectory().resolve(Quarantine.NAME));
    assertTrue(!kept.isEmpty() && kept.size() <= 4, () -> "kept: " + kept);
  }

  @Test
  void aFlippedBitInACursorSlotCostsNothingButRepetition() throws IOException {
    for (int slot : new int[] {SegmentDescriptor.CURSOR_A, SegmentDescriptor.CURSOR_B}) {
      Path first = segments(deadLog()).get(0);
      flip(first, slot * 8L + 70);
      Drained drained = drain();
      assertEquals(0, drained.damaged());
      long from = drained.sequences().get(0);
      assertTrue(from <= 101, "from " + from);
      assertEquals(TestLog.range(from, RECORDS), drained.sequences());
    }
  }

  @Test
  void behindAZeroedPageReadingGoesOn() throws IOException {
    Path second = segments(deadLog()).get(1);
    int page = 3 * 4096;
    long touched = records(second).stream().filter(o -> o > page - 300 && o < page + 4096).count();
    write(second, page, new byte[4096]);
    Drained drained = drain();
    assertTrue(drained.damaged() > 0 && drained.damaged() <= touched + 2, drained::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1, 27, 33, 65536, 1 << 20, 0})
  void anAbsurdLengthCostsOneRecord(int length) throws IOException {
    Path second = segments(deadLog()).get(1);
    int offset = records(second).get(20);
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
    write(second, offset, bytes);
    assertEquals(1, drain().damaged());
  }

  @Test
  void damagedRecordsAtTheVeryEndAreCounted() throws IOException {
    Path last = last(deadLog());
    List<Integer> offsets = records(last);
    for (int i = 1; i <= 3; i++) {
      flip(last, (offsets.get(offsets.size() - i) + 30) * 8L);
    }
    Drained drained = drain();
    assertEquals(3, drained.damaged());
    assertEquals(TestLog.range(101, RECORDS - 3), drained.sequences());
  }

  @Test
  void aMissingSegmentIsCountedAndAStalePrepIsDeleted() throws IOException {
    Path dead = deadLog();
    Path second = segments(dead).get(1);
    int lost = records(second).size();
    Files.delete(second);
    Files.write(dead.resolve("seg-0000000000000009.wlog.prep"), new byte[100]);
    assertEquals(lost, drain().damaged());
    assertFalse(Files.exists(dead));
  }

  @Test
  void whatIsNoSegmentIsSetAside() throws IOException {
    Path dead = deadLog();
    Files.createFile(dead.resolve("seg-00000000000000aa.wlog"));
    Path directory = Files.createDirectory(dead.resolve("seg-00000000000000bb.wlog"));
    Files.write(
        dead.resolve("seg-00000000000000cc.wlog"),
        "nonsense".repeat(1000).getBytes(StandardCharsets.UTF_8));
    Drained drained = drain();
    assertEquals(0, drained.damaged());
    assertEquals(TestLog.range(101, RECORDS), drained.sequences());
    assertEquals(2, TestLog.files(appDirectory().resolve(Quarantine.NAME)).size());
    // What is no file is none of ours: it stays, and the directory with it.
    assertTrue(Files.exists(directory));
  }

  @Test
  void aLogWithoutAnyReadableSegmentIsDeleted() throws IOException {
    Path dead = deadLog();
    for (Path segment : segments(dead)) {
      write(segment, 0, new byte[4096]);
    }
    assertNull(drain());
    assertFalse(Files.exists(dead));
  }

  @Test
  void aBacklogIsMappedOnlyWhereItIsRead() throws IOException {
    deadLog();
    try (Adopter next = new Adopter(root);
        AdoptedLog log = next.orphans.adoptNext()) {
      assertNotNull(log);
      assertEquals(List.of(101L), TestLog.read(log, 1));
      assertEquals(1, log.giveUp().size());
    }
  }

  private Path appDirectory() {
    return root.resolve(AppDirectoryName.of("test"));
  }
}
