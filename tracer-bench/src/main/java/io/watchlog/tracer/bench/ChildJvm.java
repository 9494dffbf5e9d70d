package io.watchlog.tracer.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a program of this class path in a JVM of its own, with what this one opens. */
final class ChildJvm {
  private ChildJvm() {}

  /** The program; its standard error is this one's. */
  static Process start(List<String> jvmArgs, Class<?> program, String... args) throws IOException {
    return builder(jvmArgs, program, args).redirectError(Redirect.INHERIT).start();
  }

  /** Runs the program to its end, with this one's input and output; returns its exit code. */
  static int run(Class<?> program, String... args) throws IOException, InterruptedException {
    return builder(List.of(), program, args).inheritIO().start().waitFor();
  }

  private static ProcessBuilder builder(List<String> jvmArgs, Class<?> program, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens")) // Agrona 2.x wants one
        .forEach(command::add);
    command.addAll(jvmArgs);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }
}
