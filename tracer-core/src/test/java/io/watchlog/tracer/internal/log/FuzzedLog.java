package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.fuzz.FuzzInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** The files of a dead process's log, and what a fuzzer does to them. */
final class FuzzedLog {
  private static final int MAX_BYTES = 64;
  private static final int MAX_CHANGES = 16;
  private static final int PAGE = SegmentDescriptor.HEADER_LENGTH;

  private final FuzzInput in;
  private final List<Part> parts;
  private final List<Path> names;
  private final List<byte[]> contents = new ArrayList<>();
  private final boolean closely;
  private boolean forged;
  private boolean misplaced;

  /** A file as it was before, and where its records are. */
  static final class Part {
    private final Path name;
    private final byte[] content;
    private final List<Integer> records;

    Part(Path file) throws IOException {
      name = file.getFileName();
      content = Files.readAllBytes(file);
      records = Damage.records(file);
    }
  }

  FuzzedLog(List<Part> parts, FuzzInput in) {
    this.in = in;
    this.parts = parts;
    this.closely = in.below(16) == 15;
    this.names = parts.stream().map(part -> part.name).toList();
    parts.forEach(part -> contents.add(part.content.clone()));
    for (int i = in.below(MAX_CHANGES); i > 0; i--) {
      change(in.below(parts.size()));
    }
  }

  /** Whether a checksum was made to fit: what comes out may be anything then. */
  boolean isForged() {
    return forged;
  }

  /**
   * Whether what is whole may stand where it does not belong. The command reads what is settled
   * too, so that a record there can hide others from it which the next tracer finds.
   */
  boolean isMisplaced() {
    return misplaced || forged;
  }

  /** Whether what costs its time is to be done with it too. */
  boolean isLookedAtClosely() {
    return closely;
  }

  void writeTo(Path directory) throws IOException {
    DirectoryRules.createPrivate(directory);
    Files.createFile(directory.resolve(QueueDirectory.LOCK));
    for (int i = 0; i < contents.size(); i++) {
      if (contents.get(i) != null) {
        Files.write(directory.resolve(names.get(i)), contents.get(i));
      }
    }
  }

  boolean isIn(Path directory) throws IOException {
    for (int i = 0; i < contents.size(); i++) {
      Path file = directory.resolve(names.get(i));
      boolean same =
          contents.get(i) == null
              ? Files.notExists(file)
              : Arrays.equals(contents.get(i), Files.readAllBytes(file));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private void change(int which) {
    byte[] file = contents.get(which);
    if (file == null || file.length == 0) {
      return;
    }
    int at = Math.min(place(parts.get(which)), file.length - 1);
    switch (in.below(16)) {
      case 0, 1 -> file[at] ^= (byte) (1 << in.below(8));
      case 2 -> put(file, at, in.some(MAX_BYTES));
      case 3 -> put(file, at, number(Integer.BYTES, in.octet()));
      case 4 -> put(file, at, number(Long.BYTES, in.number()));
      case 5 -> contents.set(which, Arrays.copyOf(file, at));
      case 6 -> contents.set(which, null);
      case 7 -> contents.set(which, in.some(8 * PAGE));
      case 8 -> Arrays.fill(file, at, Math.min(file.length, at + in.below(2 * PAGE)), (byte) 0);
      case 9, 10 -> copy(file, at);
      case 11 -> {
        contents.set(which, parts.get(in.below(parts.size())).content.clone());
        misplaced = true; // two files may be one segment now
      }
      case 12 -> forgeHeader(file);
      case 13 ->
          forgeCursor(file, in.flag() ? SegmentDescriptor.CURSOR_A : SegmentDescriptor.CURSOR_B);
      default -> forgeRecord(file, at);
    }
  }

  /** Mostly where something is said of what follows. */
  private int place(Part part) {
    return switch (in.below(6)) {
      case 0 -> in.below(SegmentDescriptor.FIELDS_LENGTH) & in.oneOf(~0, ~3, ~7);
      case 1 -> SegmentDescriptor.CURSOR_A + in.below(24);
      case 2 -> SegmentDescriptor.CURSOR_B + in.below(24);
      case 3 -> in.below(part.content.length);
      case 4 -> part.records.get(in.below(part.records.size()));
      default -> part.records.get(in.below(part.records.size())) + in.below(32);
    };
  }

  private void copy(byte[] file, int at) {
    Part other = parts.get(in.below(parts.size()));
    int from = place(other);
    int to = Math.min(other.content.length, from + in.below(2 * PAGE));
    put(file, at, Arrays.copyOfRange(other.content, from, to));
    misplaced = true;
  }

  private static void put(byte[] file, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, file, at, Math.min(bytes.length, file.length - at));
  }

  private byte[] number(int length, long seed) {
    byte[] bytes = new byte[Long.BYTES];
    long number =
        in.oneOf(seed, -seed, Long.MAX_VALUE - seed, Long.MIN_VALUE + seed, seed << 12, 1L << seed);
    RecordDescriptor.LONG.set(bytes, 0, number);
    return Arrays.copyOf(bytes, length);
  }

  private void forgeHeader(byte[] file) {
    if (file.length >= PAGE) {
      int behindFields = SegmentDescriptor.FIELDS_LENGTH - Integer.BYTES;
      crc(file, behindFields, file, behindFields);
    }
  }

  private void forgeCursor(byte[] file, int slot) {
    if (file.length >= PAGE) {
      byte[] fields = new byte[28];
      RecordDescriptor.LONG.set(fields, 0, SegmentDescriptor.id(file));
      System.arraycopy(file, slot, fields, Long.BYTES, SegmentDescriptor.CURSOR_CRC_OFFSET);
      crc(fields, fields.length, file, slot + SegmentDescriptor.CURSOR_CRC_OFFSET);
    }
  }

  private void forgeRecord(byte[] file, int anywhere) {
    int at = anywhere & -RecordDescriptor.ALIGNMENT;
    if (file.length >= PAGE && at + RecordDescriptor.HEADER_LENGTH <= file.length) {
      int length = (int) RecordDescriptor.INT.get(file, at);
      if (RecordCopy.isPlausible(length, file.length - at)) {
        byte[] copy = Arrays.copyOfRange(file, at, at + length);
        RecordDescriptor.LONG.set(copy, 0, SegmentDescriptor.id(file));
        crc(copy, length, file, at + RecordDescriptor.CRC_OFFSET);
      }
    }
  }

  private void crc(byte[] of, int length, byte[] file, int at) {
    CRC32C crc = new CRC32C();
    crc.update(of, 0, length);
    RecordDescriptor.INT.set(file, at, (int) crc.getValue());
    forged = true;
  }
}
