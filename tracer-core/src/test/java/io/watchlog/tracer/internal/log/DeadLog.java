package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of a process that is dead, and what must come back from them: every record that was on
 * disk and not acknowledged, in order and once for each that takes the log over. Excepted is what
 * damage hit, and what was given up ahead of the cursor if its segment has been written anew.
 */
final class DeadLog {
  /** A record in a file; the length is without the padding. */
  record Place(Path name, int offset, int length) {}

  /** A segment as it was when its process died. */
  record Part(Path name, long id, long baseSequence, int length) {}

  /** Where the header has the segment's id. */
  private static final int ID = 24;

  final LogLife life;
  final Path directory;

  /** In the order of their ids. */
  final List<Part> parts = new ArrayList<>();

  private final TreeMap<Long, Place> places = new TreeMap<>();
  private final Set<Long> hit = new HashSet<>();
  private long settled;
  private boolean damaged;
  private boolean cursorHit;

  /** Records whose damage does not tell how many they were. */
  private final Set<Long> uncountable = new HashSet<>();

  /** Records that were hit themselves, not only their segment's header. */
  private final Set<Long> struck = new HashSet<>();

  private final Set<Path> headless = new HashSet<>();

  /** Segments without their id: no sequence in them is certain. */
  private final Set<Path> nameless = new HashSet<>();

  /** What a live log leaves in a directory of its own. */
  DeadLog(LogLife life, Path directory, long settled) throws IOException {
    this.life = life;
    this.directory = directory;
    this.settled = settled;
    for (Path file : TestLog.files(directory)) {
      addPart(file);
    }
    parts.sort(Comparator.comparingLong(Part::id));
    for (long s = settled + 1; s <= life.appended(); s++) {
      long sequence = s;
      assertTrue(!life.isKept(s) || places.containsKey(s), () -> "not on disk: " + sequence);
      assertFalse(life.isInMemory(s) && places.containsKey(s), () -> "on disk: " + sequence);
    }
  }

  /** The same files elsewhere, after somebody has drained a part of them and died too. */
  DeadLog(DeadLog earlier, Path directory) {
    this.life = earlier.life;
    this.directory = directory;
    this.parts.addAll(earlier.parts);
    this.places.putAll(earlier.places);
    this.hit.addAll(earlier.hit);
    this.damaged = earlier.damaged;
    this.cursorHit = earlier.cursorHit;
    this.uncountable.addAll(earlier.uncountable);
    this.struck.addAll(earlier.struck);
    this.headless.addAll(earlier.headless);
    this.nameless.addAll(earlier.nameless);
    settle(earlier.settled);
  }

  private void addPart(Path file) throws IOException {
    if (!file.toString().endsWith(SegmentDescriptor.SUFFIX)) {
      return;
    }
    DeadSegment segment = DeadSegment.parse(file, SegmentFiles.firstPage(file));
    if (segment == null) {
      return;
    }
    Path name = file.getFileName();
    parts.add(new Part(name, segment.id(), segment.baseSequence(), segment.length()));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int offset = SegmentDescriptor.HEADER_LENGTH;
    while (offset < bytes.capacity() && bytes.getInt(offset) != 0) {
      int length = bytes.getInt(offset);
      long sequence = bytes.getLong(offset + RecordDescriptor.SEQUENCE_OFFSET);
      assertEquals(null, places.put(sequence, new Place(name, offset, length)), "twice on disk");
      offset += RecordDescriptor.aligned(length);
    }
  }

  /** The cursor has moved; what is needed behind it must still be there. */
  void settle(long sequence) {
    settled = Math.max(settled, sequence);
    Set<Path> needed = new HashSet<>();
    places.tailMap(settled, false).forEach((s, place) -> addIf(mustReturn(s), needed, place.name));
    for (Path name : needed) {
      assertTrue(
          Files.exists(directory.resolve(name)), () -> "deleted, though not settled: " + name);
    }
  }

  private static void addIf(boolean condition, Set<Path> names, Path name) {
    if (condition) {
      names.add(name);
    }
  }

  boolean mustReturn(long sequence) {
    return sequence > settled && places.containsKey(sequence) && !hit.contains(sequence);
  }

  /** Nothing was damaged, in memory or given up: then the count is known in advance. */
  boolean isWhole() {
    for (long sequence = settled + 1; sequence <= life.appended(); sequence++) {
      if (!mustReturn(sequence)) {
        return false;
      }
    }
    return !damaged;
  }

  /** What is outside of the records that a new owner has found must not be lost in silence. */
  void requireCounted(long first, long last) {
    if (isWhole()) {
      assertEquals(settled + 1, first, "the first record that is not settled");
      assertEquals(life.appended(), last, "the last record");
    }
    assertTrue(damaged || last <= life.appended(), () -> "counts up to " + last);
    long uncountedFrom = uncountedFrom();
    for (long s : places.tailMap(settled, false).keySet()) {
      boolean excused = hit.contains(s) && (cursorHit || s >= uncountedFrom);
      assertTrue((s >= first && s <= last) || excused, () -> "neither read nor counted: " + s);
    }
  }

  /** From where on it cannot be told how many records there were: no later segment says so. */
  private long uncountedFrom() {
    long told = 0;
    for (Part part : parts) {
      boolean firstIsSeen = !headless.contains(part.name) || !struck.contains(part.baseSequence);
      if (firstIsSeen && !nameless.contains(part.name)) {
        told = Math.max(told, part.baseSequence);
      }
    }
    for (long s : places.tailMap(told, true).keySet()) {
      // Without a header a segment is followed from record to record.
      if (uncountable.contains(s)
          || (struck.contains(s) && headless.contains(places.get(s).name))) {
        return s;
      }
    }
    return Long.MAX_VALUE;
  }

  /** For a log that was deleted because there seemed to be no record in it. */
  void requireNothing() {
    requireCounted(settled + 1, settled);
  }

  void requireMayReturn(long sequence) {
    assertTrue(places.containsKey(sequence), () -> "from nowhere: " + sequence);
    assertTrue(sequence > settled || cursorHit, () -> "was acknowledged: " + sequence);
  }

  void requireMayBeLost(long sequence) {
    assertFalse(mustReturn(sequence), () -> "counted as damaged: " + sequence);
  }

  /** Where the next record would have stood. */
  int endOf(Part part) {
    int end = SegmentDescriptor.HEADER_LENGTH;
    for (Place place : places.values()) {
      if (place.name.equals(part.name)) {
        end = Math.max(end, place.offset + RecordDescriptor.aligned(place.length));
      }
    }
    return end;
  }

  /** The records of a segment that are not settled. */
  List<Place> waiting(Part part) {
    List<Place> waiting = new ArrayList<>(places.tailMap(settled, false).values());
    waiting.removeIf(place -> !place.name.equals(part.name));
    return waiting;
  }

  /**
   * Notes that the bytes of a range were changed.
   *
   * @param countable true if the lengths of records were spared, so that their number is known
   */
  void onDamage(Part part, long from, long to, boolean countable) {
    damaged = true;
    boolean header = from < SegmentDescriptor.FIELDS_LENGTH;
    boolean idHit = from < ID + Long.BYTES && to > ID;
    if (header) {
      headless.add(part.name);
    }
    if (idHit) {
      nameless.add(part.name);
    }
    cursorHit |=
        !header && from < SegmentDescriptor.HEADER_LENGTH && to > SegmentDescriptor.CURSOR_A;
    places.forEach(
        (sequence, place) -> {
          boolean within = from < place.offset + place.length && to > place.offset;
          if (place.name.equals(part.name) && (header || within)) {
            hit.add(sequence);
            if (within) {
              struck.add(sequence);
            }
            if (idHit || !countable) {
              uncountable.add(sequence);
            }
          }
        });
  }
}
