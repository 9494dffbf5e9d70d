package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.agrona.BufferUtil;

/** Makes, reads and maps the files of segments. */
final class SegmentFiles {
  private static final int ZEROS_LENGTH = 64 * 1024;
  private static final Set<OpenOption> CREATE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private SegmentFiles() {}

  /** A new file of zeros, mapped; one of its name is replaced. */
  static Segment create(Path directory, long id, int length) throws IOException {
    Path file = directory.resolve(SegmentDescriptor.fileName(id));
    Path prep = directory.resolve(file.getFileName() + SegmentDescriptor.PREP_SUFFIX);
    MappedByteBuffer memory = null;
    try (FileChannel channel =
        FileChannel.open(prep, CREATE, DirectoryRules.privateFile(directory))) {
      // Through the channel: on a full disk this is an IOException, through the mapping it would be
      // a fault.
      zero(channel, length);
      memory = channel.map(MapMode.READ_WRITE, 0, length);
      Failpoint.SEGMENT_ZEROED.reached();
      Files.move(prep, file, StandardCopyOption.ATOMIC_MOVE);
      Failpoint.SEGMENT_NAMED.reached();
      return new Segment(memory, file);
    } catch (IOException e) {
      if (memory != null) {
        BufferUtil.free(memory);
      }
      deleteAfter(e, prep);
      throw e;
    }
  }

  private static void deleteAfter(IOException failure, Path prep) {
    try {
      Files.deleteIfExists(prep);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void zero(FileChannel channel, int length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(Math.min(ZEROS_LENGTH, length));
    int written = 0;
    while (written < length) {
      zeros.clear().limit(Math.min(zeros.capacity(), length - written));
      written += channel.write(zeros);
    }
  }

  /** The first page of a file; null where the file is shorter. */
  static byte[] firstPage(Path file) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(SegmentDescriptor.HEADER_LENGTH);
    try (FileChannel channel = FileChannel.open(file, READ)) {
      fill(page, channel);
    }
    return page.hasRemaining() ? null : page.array();
  }

  private static void fill(ByteBuffer target, FileChannel channel) throws IOException {
    int read = 0;
    while (target.hasRemaining() && read >= 0) {
      read = channel.read(target);
    }
  }

  /**
   * Copies what there is of a segment to the heap, for who may not touch it: its owner may live,
   * and cut, reuse or delete the file at any moment.
   *
   * @return null where the file began another life meanwhile
   */
  static Segment read(DeadSegment found) throws IOException {
    Segment copy = copy(found);
    // A new life begins in the header: one that is still the same had not begun it.
    DeadSegment now = DeadSegment.parse(found.file(), firstPage(found.file()));
    return now == null || now.id() != found.id() ? null : copy;
  }

  /** The same, whatever its header says. */
  static Segment copy(DeadSegment found) throws IOException {
    try (FileChannel channel = FileChannel.open(found.file(), READ)) {
      ByteBuffer copy = ByteBuffer.allocate((int) Math.min(channel.size(), found.length()));
      fill(copy, channel);
      return new Segment(copy, found.file(), found.id(), found.baseSequence(), 0);
    }
  }

  /** Maps what there is of a dead process's segment: a file may be shorter than its header says. */
  static Segment open(DeadSegment dead) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(dead.file(), options)) {
      long length = Math.min(channel.size(), dead.length());
      if (length < SegmentDescriptor.HEADER_LENGTH) {
        throw new IOException(dead.file() + " was cut while it was read");
      }
      MappedByteBuffer memory = channel.map(MapMode.READ_WRITE, 0, length);
      long generation = dead.cursor() == null ? 0 : dead.cursor().generation();
      return new Segment(memory, dead.file(), dead.id(), dead.baseSequence(), generation);
    }
  }
}
