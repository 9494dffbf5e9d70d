package io.watchlog.tracer.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JVM of its own, with the class path and the flags of this one. */
public final class ChildJvm {
  private ChildJvm() {}

  /** Starts a class's main method, soon; its errors go where this process's go. */
  public static Process start(Class<?> main, String... args) throws IOException {
    return start(List.of("-XX:TieredStopAtLevel=1"), main, args);
  }

  /** Starts a class's main method with all that the JIT can do. */
  public static Process startOptimising(Class<?> main, String... args) throws IOException {
    return start(List.of(), main, args);
  }

  private static Process start(List<String> more, Class<?> main, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String flags = System.getProperty("tracer.test.jvmArgs", "").strip();
    if (!flags.isEmpty()) {
      command.addAll(List.of(flags.split("\\s+", -1)));
    }
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC"));
    command.addAll(more);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(Arrays.asList(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
