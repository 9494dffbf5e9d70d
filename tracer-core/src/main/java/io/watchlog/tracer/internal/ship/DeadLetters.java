package io.watchlog.tracer.internal.ship;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The spans that the agent refused for good, each with the answer it got, as JSON lines. What does
 * not fit into 1 MiB any more is not written. Sender thread only.
 */
final class DeadLetters {
  static final long MAX_BYTES = 1 << 20;

  private final Supplier<Path> place;

  /** Into the file that there is at the time, or nowhere where it is null. */
  DeadLetters(Supplier<Path> place) {
    this.place = place;
  }

  void add(byte[] span, int status, String answer) throws IOException {
    Path file = place.get();
    if (file == null) {
      return;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(span.length + 128);
    line.writeBytes(
        ("{\"status\":" + status + ",\"answer\":\"").getBytes(StandardCharsets.US_ASCII));
    line.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(answer));
    line.writeBytes("\",\"span\":".getBytes(StandardCharsets.US_ASCII));
    line.writeBytes(span);
    line.writeBytes("}\n".getBytes(StandardCharsets.US_ASCII));
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS),
            ownerOnly())) {
      if (channel.size() + line.size() <= MAX_BYTES) {
        ByteBuffer bytes = ByteBuffer.wrap(line.toByteArray());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
