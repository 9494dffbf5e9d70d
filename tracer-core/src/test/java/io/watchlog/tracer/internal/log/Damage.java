package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The files that a dead process left, and ways to damage them. */
final class Damage {
  private Damage() {}

  static List<Path> segments(Path dead) throws IOException {
    List<Path> files = TestLog.files(dead);
    files.removeIf(file -> !file.toString().endsWith(SegmentDescriptor.SUFFIX));
    return files;
  }

  static Path last(Path dead) throws IOException {
    List<Path> files = segments(dead);
    return files.get(files.size() - 1);
  }

  /** Offsets of the records of a segment. */
  static List<Integer> records(Path segment) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment)).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> offsets = new ArrayList<>();
    int offset = SegmentDescriptor.HEADER_LENGTH;
    while (offset < bytes.capacity() && bytes.getInt(offset) != 0) {
      offsets.add(offset);
      offset += RecordDescriptor.aligned(bytes.getInt(offset));
    }
    return offsets;
  }

  static void write(Path file, long position, byte... bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertEquals(bytes.length, channel.write(ByteBuffer.wrap(bytes), position));
    }
  }

  static void flip(Path file, long bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    write(file, bit / 8, (byte) (bytes[(int) (bit / 8)] ^ 1 << (bit % 8)));
  }
}
