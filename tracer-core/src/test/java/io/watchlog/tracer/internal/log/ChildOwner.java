package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.testkit.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process of its own: appends records, says so, and waits to be killed. */
final class ChildOwner {
  private ChildOwner() {}

  public static void main(String[] args) throws Exception {
    TestLog log = TestLog.onDisk(Path.of(args[0]));
    log.appendTo(Long.parseLong(args[1]));
    System.out.write((log.directory.path() + "\n").getBytes(StandardCharsets.UTF_8));
    System.out.flush();
    // Ends with its parent at the latest.
    if (System.in.read() < 0) {
      System.exit(1);
    }
  }

  static Process start(Path root, long records) throws Exception {
    return ChildJvm.start(ChildOwner.class, root.toString(), Long.toString(records));
  }

  /** Appends, reads and acknowledges until it comes to a step for the nth time. */
  static final class Halting {
    private Halting() {}

    public static void main(String[] args) throws Exception {
      HaltTest.haltAt(args[1], Integer.parseInt(args[2]));
      try (TestLog log = TestLog.onDisk(Path.of(args[0]))) {
        for (int round = 1; round <= 20; round++) {
          for (int i = 0; i < 150; i++) {
            log.appendTo(log.writer.appended() + 1);
            HaltTest.tell('a', log.writer.appended());
          }
          log.writer.prepare();
          acknowledge(log.reader, round == 20 ? Integer.MAX_VALUE : 130);
        }
      }
    }
  }

  /** Reads so many records and acknowledges them, and says both. */
  static void acknowledge(SegmentReader reader, int limit) {
    TestLog.read(reader, limit);
    HaltTest.tell('b', reader.headSequence() - 1);
    reader.acknowledge(reader.position());
    HaltTest.tell('k', reader.headSequence() - 1);
  }
}
