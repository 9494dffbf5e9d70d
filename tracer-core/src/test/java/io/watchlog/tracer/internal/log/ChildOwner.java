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
}
