package io.watchlog.tracer.internal.log;

import static io.watchlog.tracer.internal.log.Damage.flip;
import static io.watchlog.tracer.internal.log.Damage.last;
import static io.watchlog.tracer.internal.log.Damage.records;
import static io.watchlog.tracer.internal.log.Damage.segments;
import static io.watchlog.tracer.internal.log.Damage.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.log.Adopter.Drained;
import io.watchlog.tracer.internal.metrics.Counter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  /** A log of one segment with nine records, of which two are settled. */
  private Path smallDeadLog() throws IOException {
    if (live == null) {
      live = TestLog.onDisk(temp.resolve("live"));
      live.appendTo(9);
      assertEquals(2, live.reader.skip(2));
      live.reader.acknowledge(live.reader.position());
    }
    return live.copyAsDead(root);
  }

  @Test
  void F28_ofATailCutAtAnyByteThePrefixIsRecovered() throws IOException {
    Path file = last(smallDeadLog());
    byte[] whole = Files.readAllBytes(file);
    List<Integer> offsets = records(file);
    drain();
    ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    int end = offsets.get(8) + bytes.getInt(offsets.get(8));
    for (int cut = end + 8; cut >= 0; cut -= cut > SegmentDescriptor.HEADER_LENGTH ? 1 : 61) {
      Files.write(last(smallDeadLog()), Arrays.copyOf(whole, cut));
      int length = cut & -RecordDescriptor.ALIGNMENT; // as the file is read
      long left =
          offsets.stream()
              .filter(offset -> offset + RecordDescriptor.HEADER_LENGTH <= length)
              .filter(offset -> offset + bytes.getInt(offset) <= length)
              .count();
      Drained drained = drain();
      List<Long> found = drained == null ? List.of() : drained.sequences();
      assertEquals(TestLog.range(3, left), found, "cut at " + cut);
    }
  }

  @Test
  void F29_anyFlippedBitInARecordCostsThatRecordOnly() throws IOException {
    List<Integer> offsets = records(last(smallDeadLog()));
    drain();
    int middle = 5;
    for (int bit = offsets.get(middle) * 8; bit < offsets.get(middle + 1) * 8; bit++) {
      Path file = last(smallDeadLog());
      flip(file, bit);
      Drained drained = drain();
      boolean inPadding = drained.damaged() == 0;
      List<Long> left = TestLog.range(3, 9);
      if (inPadding) {
        assertTrue(bit / 8 >= offsets.get(middle + 1) - 7, "bit " + bit);
      } else {
        left.remove((Long) (long) (middle + 1));
      }
      assertEquals(left, drained.sequences(), "bit " + bit);
    }
  }

  @Test
  void F29_aFlippedBitAnywhereInALogOfManySegmentsCostsOneRecord() throws IOException {
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

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1})
  void F29_aFlippedBitInAHeaderSetsTheSegmentAsideAndCountsWhatItHeld(int which)
      throws IOException {
    int step = which == 1 ? 1 : 13;
    for (int bit = 0; bit < SegmentDescriptor.FIELDS_LENGTH * 8; bit += step) {
      List<Path> files = segments(deadLog());
      Path file = files.get(which < 0 ? files.size() - 1 : which);
      int held = records(file).size();
      flip(file, bit);
      Drained drained = drain();
      int lost = which == 0 ? held - 100 : held;
      assertEquals(RECORDS - 100 - lost, drained.sequences().size(), "bit " + bit);
      // The first segment is the only one that knows where the cursor stood.
      long settledAmongThem = which == 0 ? drained.damaged() - lost : 0;
      assertEquals(lost + settledAmongThem, drained.damaged(), "bit " + bit);
      assertTrue(settledAmongThem >= 0 && settledAmongThem <= 100, "bit " + bit);
    }
    List<Path> kept = TestLog.files(appDirectory().resolve(Quarantine.NAME));
    assertTrue(!kept.isEmpty() && kept.size() <= 4, () -> "kept: " + kept);
  }

  @Test
  void F29_aLogWhoseOnlyHeaderIsBrokenCountsWhatItHeld() throws IOException {
    for (int bit = 0; bit < SegmentDescriptor.FIELDS_LENGTH * 8; bit++) {
      flip(last(smallDeadLog()), bit);
      Drained drained = drain();
      assertEquals(List.of(), drained.sequences());
      // Where the segment's id is broken, so is the cursor, whose checksum covers it.
      boolean inId = bit / 64 == 3;
      assertEquals(inId ? 9 : 7, drained.damaged(), "bit " + bit);
    }
  }

  @Test
  void F29_aFlippedBitInACursorSlotCostsNothingButRepetition() throws IOException {
    for (int slot : new int[] {SegmentDescriptor.CURSOR_A, SegmentDescriptor.CURSOR_B}) {
      for (int bit = 0; bit < 24 * 8; bit++) {
        flip(last(smallDeadLog()), slot * 8L + bit);
        Drained drained = drain();
        assertEquals(0, drained.damaged());
        long from = drained.sequences().get(0);
        assertTrue(from == 1 || from == 3, "from " + from);
        assertEquals(TestLog.range(from, 9), drained.sequences());
      }
    }
  }

  @Test
  void F30_behindAZeroedPageReadingGoesOn() throws IOException {
    Path second = segments(deadLog()).get(1);
    int page = 3 * 4096;
    long touched = records(second).stream().filter(o -> o > page - 300 && o < page + 4096).count();
    write(second, page, new byte[4096]);
    Drained drained = drain();
    assertTrue(drained.damaged() > 0 && drained.damaged() <= touched + 2, drained::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1, 27, 33, 65536, 1 << 20, 0})
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void F31_anAbsurdLengthCostsOneRecord(int length) throws IOException {
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
  void F33_aMissingSegmentIsCountedAndAStalePrepIsDeleted() throws IOException {
    Path dead = deadLog();
    Path second = segments(dead).get(1);
    int lost = records(second).size();
    Files.delete(second);
    Files.write(dead.resolve("seg-0000000000000009.wlog.prep"), new byte[100]);
    assertEquals(lost, drain().damaged());
    assertFalse(Files.exists(dead));
  }

  @Test
  void F32_whatIsNoSegmentIsSetAside() throws IOException {
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
  void F32_aLogOfALaterReleaseIsLeftAsItIs() throws IOException {
    Path dead = deadLog();
    makeNewer(segments(dead).get(1));
    byte[][] before = contents(dead);
    Files.write(dead.resolve("seg-0000000000000009.wlog.prep"), new byte[100]);
    try (Adopter next = new Adopter(root)) {
      assertNull(next.drainNext());
      assertNull(next.drainNext());
      assertEquals(0, next.counters.get(Counter.INTERNAL_ERRORS));
      // Others beside it are taken over all the same.
      deadLog();
      assertEquals(TestLog.range(101, RECORDS), next.drainNext().sequences());
    }
    Files.delete(dead.resolve("seg-0000000000000009.wlog.prep"));
    assertArrayEquals(before, contents(dead));
  }

  /** Found by {@link LogHistoriesTest}. */
  @Test
  void F29_whatIsMissingBeforeABrokenHeaderIsCountedToo() throws IOException {
    List<Path> files = segments(deadLog());
    flip(files.remove(files.size() - 1), 0);
    for (Path file : files) {
      Files.delete(file);
    }
    // The cursor in the last segment is that of its beginning.
    assertEquals(new Drained(List.of(), RECORDS, RECORDS), drain());
  }

  /** Found by {@link LogHistoriesTest}. */
  @Test
  void F29_anAdopterThatDiesOverABrokenHeaderLeavesItToTheNext() throws IOException {
    Path last = last(deadLog());
    int held = records(last).size();
    flip(last, 0);
    try (Adopter next = new Adopter(root)) {
      try (AdoptedLog log = next.orphans.adoptNext()) {
        assertEquals(RECORDS - 100, log.records());
      }
      assertEquals(held, next.drainNext().damaged());
    }
  }

  private static void makeNewer(Path segment) throws IOException {
    ByteBuffer header =
        ByteBuffer.wrap(Files.readAllBytes(segment)).limit(SegmentDescriptor.FIELDS_LENGTH);
    header.order(ByteOrder.LITTLE_ENDIAN).putInt(8, SegmentDescriptor.VERSION + 1);
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, 64);
    header.putInt(64, (int) crc.getValue());
    write(segment, 0, Arrays.copyOf(header.array(), header.limit()));
  }

  private static byte[][] contents(Path directory) throws IOException {
    List<Path> files = TestLog.files(directory);
    byte[][] contents = new byte[files.size()][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = Files.readAllBytes(files.get(i));
    }
    return contents;
  }

  @Test
  void F30_aLogWhoseHeadersAreZeroedCountsWhatItHeldAndKeepsSomeOfIt() throws IOException {
    Path dead = deadLog();
    for (Path segment : segments(dead)) {
      write(segment, 0, new byte[4096]);
    }
    Drained drained = drain();
    assertEquals(List.of(), drained.sequences());
    assertEquals(RECORDS, drained.damaged(), "where the cursor stood nobody knows");
    assertFalse(Files.exists(dead));
    assertFalse(TestLog.files(appDirectory().resolve(Quarantine.NAME)).isEmpty());
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
