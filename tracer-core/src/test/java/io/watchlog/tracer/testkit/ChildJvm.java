package io.watchlog.tracer.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, with the class path and the flags of this one. */
public final class ChildJvm {
  private ChildJvm() {}

  /** Starts a class's main method, soon; its errors go where this process's go. */
  public static Process start(Class<?> main, String... args) throws IOException {
    return start(List.of(), List.of("-XX:TieredStopAtLevel=1"), main, args);
  }

  /** Starts a class's main method with all that the JIT can do. */
  public static Process startOptimising(Class<?> main, String... args) throws IOException {
    return start(List.of(), List.of(), main, args);
  }

  /** Starts a class's main method with flags of the JVM's behind its usual ones. */
  public static Process startWith(List<String> flags, Class<?> main, String... args)
      throws IOException {
    return start(List.of(), flags, main, args);
  }

  /**
   * Runs a class's main method, with all that the JIT can do, in an environment that a shell
   * prepares.
   *
   * @param preparation a command of the shell, before which it changes nothing
   * @return the exit status, -1 where it had to be killed after two minutes
   */
  public static int runBehind(List<String> shell, String preparation, Class<?> main, String... args)
      throws IOException, InterruptedException {
    List<String> prefix = new ArrayList<>(shell);
    prefix.addAll(List.of("sh", "-c", preparation + " && exec \"$@\"", "sh"));
    Process process = start(prefix, List.of(), main, args);
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    return ended ? process.exitValue() : -1;
  }

  private static Process start(
      List<String> prefix, List<String> more, Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>(prefix);
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
