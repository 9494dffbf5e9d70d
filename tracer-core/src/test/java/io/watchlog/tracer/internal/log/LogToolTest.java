package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.log.Adopter.Drained;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of dead processes; {@link LogToolLiveTest} has those of living ones. */
class LogToolTest {
  private static final int RECORDS = 900;
  private static final int SETTLED = 100;

  @TempDir Path temp;
  private Path root;
  private TestLog live;

  @BeforeEach
  void aLogOfAFewSegmentsWhoseFirstHundredRecordsAreSettled() throws IOException {
    root = temp.resolve("root");
    live = TestLog.onDisk(temp.resolve("live"));
    live.appendTo(RECORDS);
    assertEquals(SETTLED, live.reader.skip(SETTLED));
    live.reader.acknowledge(live.reader.position());
  }

  @AfterEach
  void theLiveLogIsClosed() {
    live.close();
  }

  private Path deadLog() throws IOException {
    return live.copyAsDead(root);
  }

  @Test
  void aSoundLogIsSummedUp() throws IOException {
    Path dead = deadLog();
    List<Path> segments = Damage.segments(dead);
    ToolRun run = ToolRun.verify(root);
    assertEquals(LogTool.FINE, run.status(), run.out());
    assertEquals("", run.err());
    assertTrue(run.out().startsWith(dead + System.lineSeparator()), run.out());
    assertEquals(
        List.of("dead: a tracer of the application will send what waits"), run.lines("owner"));
    int offset = Damage.records(segments.get(0)).get(SETTLED);
    assertEquals(
        List.of("next sequence 101, segment 1, offset " + offset + ", generation 3"),
        run.lines("cursor"));
    List<String> lines = run.lines("segment");
    assertEquals(segments.size(), lines.size());
    int first = Damage.records(segments.get(0)).size();
    assertTrue(lines.get(0).startsWith("seg-0000000000000001.wlog, id 1, from sequence 1, "));
    assertTrue(lines.get(0).contains(", " + first + " records 1.." + first + ", "));
    assertTrue(lines.get(0).matches(".* of 65536 bytes used, created 20\\S+Z, being read"));
    assertTrue(lines.get(1).endsWith(", waiting"), lines.get(1));
    long bytes = 0;
    for (long n = SETTLED + 1; n <= RECORDS; n++) {
      bytes += TestLog.json(n).getBytes(StandardCharsets.UTF_8).length;
    }
    String ended = time(SETTLED + 1) + " to " + time(RECORDS);
    assertEquals(
        List.of("800 records, " + bytes + " bytes of JSON, ended " + ended), run.lines("waiting"));
    assertEquals(List.of(), run.lines("record"));
    assertEquals(List.of(), run.lines("damage"));
  }

  private static String time(long sequence) {
    return Instant.ofEpochMilli(TestLog.endTime(sequence)).toString();
  }

  @Test
  void aDumpHasEachRecordAsItIsStored() throws IOException {
    Path dead = deadLog();
    Locale locale = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
    ToolRun run;
    try {
      run = ToolRun.dump(dead);
    } finally {
      Locale.setDefault(locale);
    }
    assertEquals(LogTool.FINE, run.status());
    List<String> expected = new ArrayList<>();
    long sequence = 0;
    int id = 0;
    for (Path segment : Damage.segments(dead)) {
      id++;
      for (int offset : Damage.records(segment)) {
        sequence++;
        String state = sequence <= SETTLED ? " settled " : " waiting ";
        expected.add(
            (id + " " + offset + " " + sequence + " ")
                + (time(sequence) + state + TestLog.json(sequence)));
      }
    }
    assertEquals(expected, run.lines("record"));
  }

  @Test
  void aRootAnApplicationAndALogAreAllTaken() throws IOException {
    Path dead = deadLog();
    deadLog();
    assertEquals(1, ToolRun.verify(dead).lines("owner").size());
    assertEquals(2, ToolRun.verify(dead.getParent()).lines("owner").size());
    assertEquals(2, ToolRun.verify(root).lines("owner").size());
  }

  @Test
  void aFlippedBitIsFoundAndItsSequenceNamed() throws IOException {
    Path second = Damage.segments(deadLog()).get(1);
    int before = Damage.records(Damage.segments(deadLog()).get(0)).size();
    flipRecord(second, 19);
    flipRecord(second, 24);
    flipRecord(second, 25);
    ToolRun run = ToolRun.verify(second.getParent());
    assertEquals(LogTool.DAMAGED, run.status());
    String named = (before + 20) + ", " + (before + 25) + ".." + (before + 26);
    assertEquals(List.of("3 records lost: " + named), run.lines("damage"));
    assertEquals(LogTool.DAMAGED, ToolRun.dump(second.getParent()).status());
  }

  private static void flipRecord(Path segment, int index) throws IOException {
    Damage.flip(segment, (Damage.records(segment).get(index) + 30) * 8L);
  }

  @Test
  void whatIsSettledMayBeDamaged() throws IOException {
    flipRecord(Damage.segments(deadLog()).get(0), 50);
    ToolRun run = ToolRun.verify(root);
    assertEquals(LogTool.FINE, run.status());
    assertEquals(800, run.waiting());
  }

  @Test
  void whatItSaysIsWhatTheNextTracerMakesOfIt() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 60; round++) {
      Path dead = deadLog();
      for (int i = random.nextInt(4); i >= 0; i--) {
        damage(dead, random);
      }
      Map<Path, String> before = state(root);
      ToolRun run = ToolRun.dump(root);
      assertEquals(before, state(root));
      try (Adopter next = new Adopter(root)) {
        Drained drained = next.drainNext();
        String said = "round " + round + "\n" + run.out();
        assertEquals(drained == null ? 0 : drained.sequences().size(), run.waiting(), said);
        assertEquals(drained == null ? 0 : drained.damaged(), run.lost(), said);
        assertTrue(run.lost() == 0 || run.status() == LogTool.DAMAGED);
      }
    }
  }

  @Test
  void whatWasLostIsCountedFromTheCursorOfABrokenFileWhereNoOtherHasOne() throws IOException {
    Path dead = deadLog();
    List<Path> segments = Damage.segments(dead);
    int last = Damage.records(segments.get(0)).size();
    Damage.flip(segments.get(0), 0);
    for (Path segment : segments) {
      if (!segment.equals(segments.get(0))) {
        Damage.write(segment, SegmentDescriptor.CURSOR_A, new byte[192]);
      }
    }
    ToolRun run = ToolRun.verify(dead);
    assertEquals(last - SETTLED, run.lost(), run.out());
    assertEquals(RECORDS - last, run.waiting(), run.out());
    try (Adopter next = new Adopter(root)) {
      assertEquals(run.lost(), next.drainNext().damaged());
    }
  }

  private static void damage(Path dead, Random random) throws IOException {
    List<Path> segments = Damage.segments(dead);
    Path file = segments.get(random.nextInt(segments.size()));
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length <= SegmentDescriptor.HEADER_LENGTH) {
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> Files.delete(file);
      case 1 -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      case 2 -> Damage.flip(file, random.nextInt(SegmentDescriptor.FIELDS_LENGTH * 8));
      case 3 -> Damage.flip(file, SegmentDescriptor.CURSOR_A * 8L + random.nextInt(192));
      case 4 -> Damage.write(file, random.nextInt(bytes.length / 4096) * 4096L, new byte[4096]);
      default -> Damage.flip(file, random.nextInt(bytes.length * 8));
    }
  }

  /** Names, times and bytes of all there is. */
  private static Map<Path, String> state(Path directory) throws IOException {
    Map<Path, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        CRC32C crc = new CRC32C();
        crc.update(Files.isDirectory(path) ? new byte[0] : Files.readAllBytes(path));
        state.put(path, Files.getLastModifiedTime(path) + " " + crc.getValue());
      }
    }
    return state;
  }

  @Test
  void whatIsWrongWithAFileIsSaid() throws IOException {
    Path dead = deadLog();
    Path last = Damage.last(dead);
    byte[] page = Arrays.copyOf(Files.readAllBytes(last), SegmentDescriptor.HEADER_LENGTH);
    Files.write(dead.resolve("seg-00000000000000a1.wlog"), new byte[65536]);
    Files.write(
        dead.resolve("seg-00000000000000a2.wlog"),
        "nonsense".repeat(1000).getBytes(StandardCharsets.UTF_8));
    Files.write(dead.resolve("seg-00000000000000a3.wlog"), newerVersion(page));
    Files.write(dead.resolve("seg-00000000000000a4.wlog"), new byte[100]);
    Files.createDirectory(dead.resolve("seg-00000000000000a5.wlog"));
    Files.createSymbolicLink(dead.resolve("seg-00000000000000a6.wlog"), last);
    Files.write(dead.resolve("seg-00000000000000a7.wlog.prep"), new byte[4096]);
    Files.write(last, Arrays.copyOf(Files.readAllBytes(last), 30_000));
    ToolRun run = ToolRun.verify(root);
    assertEquals(LogTool.DAMAGED, run.status());
    List<String> lines = run.lines("segment");
    List<String> wrong = lines.subList(lines.size() - 6, lines.size());
    assertEquals(
        List.of(
            "seg-00000000000000a1.wlog, 65536 bytes, blank: nothing was begun in it",
            "seg-00000000000000a2.wlog, 8000 bytes, bad header",
            "seg-00000000000000a3.wlog, 4096 bytes, of a newer version, not read",
            "seg-00000000000000a4.wlog, 100 bytes, too short for a header",
            "seg-00000000000000a5.wlog, 0 bytes, no regular file, not read",
            "seg-00000000000000a6.wlog, 0 bytes, no regular file, not read"),
        wrong);
    String cut = lines.get(lines.size() - 7);
    assertTrue(cut.endsWith("shorter than its header says: 30000 bytes"), cut);
    assertEquals(
        List.of("seg-00000000000000a7.wlog.prep, 4096 bytes, made ahead and not in use"),
        run.lines("prep"));
    assertEquals(List.of("3 files"), run.lines("damage"));
  }

  /** A header with the next version, and a checksum that is right. */
  private static byte[] newerVersion(byte[] page) {
    ByteBuffer header = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(8, SegmentDescriptor.VERSION + 1);
    CRC32C crc = new CRC32C();
    crc.update(page, 0, 64);
    header.putInt(64, (int) crc.getValue());
    return page;
  }

  @Test
  void blankFilesAndPrepsAreNoDamage() throws IOException {
    Path dead = deadLog();
    Files.write(dead.resolve("seg-00000000000000a1.wlog"), new byte[65536]);
    Files.write(dead.resolve("seg-00000000000000a7.wlog.prep"), new byte[100]);
    assertEquals(LogTool.FINE, ToolRun.verify(root).status());
  }

  @Test
  void aSegmentThatIsMissingIsDamage() throws IOException {
    Path dead = deadLog();
    Path second = Damage.segments(dead).get(1);
    int lost = Damage.records(second).size();
    Files.delete(second);
    ToolRun run = ToolRun.verify(root);
    assertEquals(LogTool.DAMAGED, run.status());
    assertEquals(lost, run.lost());
  }

  @Test
  void nothingThatATerminalActsOnIsPrinted() throws IOException {
    String json = "{\"a\":\"\u001b[2J\r\n\u0000\u007f\u009b31m\u202e\u2028\"}";
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    byte[] array = new byte[LogWriter.HEADROOM + text.length + 1];
    System.arraycopy(text, 0, array, LogWriter.HEADROOM, text.length);
    array[array.length - 1] = (byte) 0xc3;
    assertTrue(live.writer.append(array, LogWriter.HEADROOM, text.length + 1, 0));
    Path dead = deadLog();
    Files.createFile(dead.resolve("seg-\u001b[31m\n"));
    ToolRun run = ToolRun.dump(root);
    String ours = run.out().replace(System.lineSeparator(), "");
    assertTrue(ours.codePoints().noneMatch(Character::isISOControl));
    List<String> records = run.lines("record");
    String escaped = "\\u001b[2J\\u000d\\u000a\\u0000\\u007f\\u009b31m\\u202e\\u2028";
    assertTrue(records.get(RECORDS).endsWith("{\"a\":\"" + escaped + "\"}\ufffd"));
    assertTrue(run.out().contains("seg-\\u001b[31m\\u000a, 0 bytes, too short for a header"));
  }

  @Test
  void whatWasSetAsideIsListed() throws IOException {
    Path shelf = deadLog().resolveSibling(Quarantine.NAME);
    Files.createDirectory(shelf);
    Path kept = Files.write(shelf.resolve("x-seg-00000000000000a2.wlog"), new byte[77]);
    ToolRun run = ToolRun.verify(root);
    assertEquals(LogTool.FINE, run.status());
    assertTrue(run.out().contains(kept + ": set aside, 77 bytes"), run.out());
  }

  @Test
  void linksToDirectoriesAreNotFollowed() throws IOException {
    Path elsewhere = deadLog();
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.createSymbolicLink(other.resolve(elsewhere.getFileName()), elsewhere);
    ToolRun run = ToolRun.verify(other);
    assertEquals(LogTool.FINE, run.status());
    assertTrue(run.out().startsWith("0 logs, "), run.out());
  }

  @Test
  void aLogWithoutALockFileOrWithABadOneIsReadAllTheSame() throws IOException {
    Path lock = deadLog().resolve(QueueDirectory.LOCK);
    Files.delete(lock);
    ToolRun none = ToolRun.verify(root);
    assertEquals(LogTool.FINE, none.status());
    assertEquals(800, none.waiting());
    assertTrue(none.lines("owner").get(0).startsWith("none: "), none.out());
    Files.createDirectory(lock);
    ToolRun bad = ToolRun.verify(root);
    assertEquals(LogTool.FAILED, bad.status());
    assertEquals(800, bad.waiting());
    assertTrue(bad.lines("owner").get(0).startsWith("unknown: "), bad.out());
  }

  @Test
  void anEmptyRootHasNoLogs() throws IOException {
    ToolRun run = ToolRun.verify(Files.createDirectory(root));
    assertEquals(LogTool.FINE, run.status());
    assertEquals(
        "0 logs, 0 records waiting, 0 records lost, 0 damaged files" + System.lineSeparator(),
        run.out());
  }

  @Test
  void whatIsNoDirectoryIsRefused() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    for (Path path : List.of(file, temp.resolve("absent"))) {
      ToolRun run = ToolRun.dump(path);
      assertEquals(new ToolRun(2, "", path + ": no directory" + System.lineSeparator()), run);
    }
  }

  @Test
  void otherArgumentsAreAnsweredWithTheUsage() {
    for (String line : List.of("", "log", "log dump", "log send x", "x dump y", "log dump x y")) {
      ToolRun run = ToolRun.of(line.isEmpty() ? new String[0] : line.split(" ", -1));
      assertEquals(2, run.status(), line);
      assertEquals("", run.out());
      assertNotEquals(-1, run.err().indexOf("log verify DIR"));
    }
  }
}
