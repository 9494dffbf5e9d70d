package io.watchlog.tracer.internal.log;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads one dead-letter file, whatever is in it, with one line in memory. Stateless. */
final class DeadLetterReader {
  private static final int BUFFER = 64 * 1024;
  private static final int SHOWN_BYTES = 100;

  private DeadLetterReader() {}

  /** Is told of each line that is not empty. */
  interface Visitor {
    void onLetter(DeadLetter letter);

    /** A line, counted from 1, that is no letter: torn, or somebody else's. */
    void onOther(long line, String beginning);
  }

  /**
   * Reads a file; what it gets while it is read may be missed, or look torn.
   *
   * @throws IOException where it cannot be read, or is a link; a {@link
   *     java.nio.file.NoSuchFileException} where it has gone
   */
  static void read(Path file, Visitor visitor) throws IOException {
    DeadLetterFiles.requireFile(file);
    try (InputStream in =
        new BufferedInputStream(
            Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS),
            BUFFER)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean isTooLong = false;
      long number = 1;
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          tell(line, isTooLong, number, visitor);
          line.reset();
          isTooLong = false;
          number++;
        } else if (line.size() < DeadLetter.MAX_LINE_BYTES) {
          line.write(b);
        } else {
          isTooLong = true;
        }
      }
      tell(line, isTooLong, number, visitor);
    }
  }

  private static void tell(
      ByteArrayOutputStream line, boolean isTooLong, long number, Visitor visitor) {
    if (line.size() == 0) {
      return;
    }
    byte[] bytes = line.toByteArray();
    DeadLetter letter = isTooLong ? null : DeadLetter.parse(bytes);
    if (letter != null) {
      visitor.onLetter(letter);
    } else {
      int shown = Math.min(bytes.length, SHOWN_BYTES);
      visitor.onOther(number, new String(bytes, 0, shown, StandardCharsets.UTF_8));
    }
  }
}
