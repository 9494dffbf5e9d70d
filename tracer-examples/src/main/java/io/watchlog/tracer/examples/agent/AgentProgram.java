package io.watchlog.tracer.examples.agent;

import io.watchlog.tracer.examples.cli.Arguments;
import io.watchlog.tracer.examples.cli.SafeText;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The local agent as a program: serves its page, and prints finished traces as trees, until it is
 * stopped.
 */
public final class AgentProgram {
  private AgentProgram() {}

  /**
   * Runs until the process is told to end, or the calling thread is interrupted.
   *
   * @param args {@code --host}, {@code --port}, {@code --max-traces}, {@code --max-megabytes},
   *     {@code --import}, {@code --quiet}
   * @param out where the trees go
   * @return the exit code: 0, or 1 if the port cannot be had or the import cannot be read
   */
  public static int run(List<String> args, PrintStream out) {
    Arguments arguments =
        Arguments.parse(
            args, Set.of("host", "port", "max-traces", "max-megabytes", "import"), Set.of("quiet"));
    AgentOptions defaults = AgentOptions.defaults();
    int maxMegabytes = (int) (defaults.maxBytes() >> 20);
    TreePrinter printer = new TreePrinter(out);
    AgentOptions options =
        defaults
            .withHost(arguments.text("host", defaults.host()))
            .withPort(arguments.number("port", defaults.port(), 0, 65_535))
            .withMaxTraces(arguments.number("max-traces", defaults.maxTraces(), 1, 100_000))
            .withMaxBytes((long) arguments.number("max-megabytes", maxMegabytes, 1, 16_384) << 20)
            .withOnTrace(arguments.has("quiet") ? trace -> {} : printer::print);
    LocalAgent agent;
    try {
      agent = LocalAgent.start(options);
    } catch (UncheckedIOException e) {
      out.println(e.getMessage() + " (--port 0 takes any that is free)");
      return 1;
    }
    out.println("local agent listening on " + agent.url() + ", Ctrl-C ends it");
    out.println("look at your spans on " + agent.pageUrl());
    if (!importInto(agent, arguments.text("import", ""), out)) {
      agent.close();
      return 1;
    }
    Thread atExit = new Thread(() -> stop(agent, out), "local-agent-stop");
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(atExit);
      stop(agent, out);
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static boolean importInto(LocalAgent agent, String path, PrintStream out) {
    if (path.isEmpty()) {
      return true;
    }
    try {
      SpanImport.Result result = agent.importFrom(Path.of(path));
      out.printf(
          "imported %,d spans, skipped %,d, could not read %,d%n",
          result.spans(), result.skipped(), result.unreadable());
      return true;
    } catch (IOException | InvalidPathException e) {
      out.println("cannot import " + SafeText.of(path) + ": " + SafeText.of(e.toString()));
      return false;
    }
  }

  private static void stop(LocalAgent agent, PrintStream out) {
    agent.close();
    out.printf("received %,d spans, skipped %,d%n", agent.received(), agent.skipped());
    if (agent.unshown() > 0) {
      out.printf("evicted unfinished: %,d traces, more than --max-traces keeps%n", agent.unshown());
    }
  }
}
