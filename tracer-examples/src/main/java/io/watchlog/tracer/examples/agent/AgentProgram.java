package io.watchlog.tracer.examples.agent;

import io.watchlog.tracer.examples.agent.trace.TraceTree;
import io.watchlog.tracer.examples.cli.Arguments;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The local agent as a program: prints each finished trace as a tree, until it is stopped. */
public final class AgentProgram {
  private AgentProgram() {}

  /**
   * Runs until the process is told to end, or the calling thread is interrupted.
   *
   * @param args {@code --host}, {@code --port}, {@code --max-traces}
   * @param out where the trees go
   * @return the exit code: 0, or 1 if the port cannot be had
   */
  public static int run(List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse(args, Set.of("host", "port", "max-traces"));
    AgentOptions defaults = AgentOptions.defaults();
    AgentOptions options =
        defaults
            .withHost(arguments.text("host", defaults.host()))
            .withPort(arguments.number("port", defaults.port(), 0, 65_535))
            .withMaxTraces(arguments.number("max-traces", defaults.maxTraces(), 1, 100_000))
            .withOnTrace(trace -> out.println(TraceTree.render(trace)));
    LocalAgent agent;
    try {
      agent = LocalAgent.start(options);
    } catch (UncheckedIOException e) {
      out.println(e.getMessage() + " (--port 0 takes any that is free)");
      return 1;
    }
    out.println("local agent listening on " + agent.url() + ", Ctrl-C ends it");
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

  private static void stop(LocalAgent agent, PrintStream out) {
    agent.close();
    out.printf("received %,d spans, skipped %,d%n", agent.received(), agent.skipped());
    if (agent.unshown() > 0) {
      out.printf("not printed: %,d traces, more than --max-traces keeps%n", agent.unshown());
    }
  }
}
