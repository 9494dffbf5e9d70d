package io.watchlog.tracer.internal.log;

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
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            ChildOwner.class.getName(),
            root.toString(),
            Long.toString(records));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
