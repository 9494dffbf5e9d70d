package io.watchlog.tracer.examples;

import io.watchlog.tracer.examples.agent.AgentProgram;
import io.watchlog.tracer.examples.cli.SafeText;
import io.watchlog.tracer.examples.cli.UsageException;
import io.watchlog.tracer.examples.gateway.GatewayExample;
import io.watchlog.tracer.examples.quickstart.QuickStart;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Starts one of the programs by its name. */
public final class Main {
  private static final int USAGE_ERROR = 2;
  private static final String USAGE =
      """
      usage: java -jar tracer-examples.jar [program] [options]

        quickstart   traces one request and shows what arrived; the default
                       --keep               until Ctrl-C, to look at its page
        agent        a local stand-in for the Watchlog agent, with a page
                       --port 3774          0 takes any that is free
                       --host 127.0.0.1
                       --max-traces 1000    how many are kept
                       --max-megabytes 64   and how much memory they may take
                       --import PATH        JSON lines, or a queue directory
                       --quiet              prints no traces
        gateway      an LLM gateway under load, spans counted on both sides
                       --requests 500
                       --concurrency 16
                       --seed 1             decides which requests fail
                       --agent URL          instead of one in the same process
      """;

  private Main() {}

  /**
   * Runs a program and ends the process with its exit code.
   *
   * @param args the program's name and its options
   */
  public static void main(String[] args) {
    // A tree is drawn with characters that a container's default charset seldom has.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(run(List.of(args), out, System.err));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    String program = args.isEmpty() ? "quickstart" : args.get(0);
    List<String> options = args.isEmpty() ? args : args.subList(1, args.size());
    try {
      return switch (program) {
        case "quickstart" -> QuickStart.run(options, out);
        case "agent" -> AgentProgram.run(options, out);
        case "gateway" -> GatewayExample.run(options, out);
        case "--help", "-h", "help" -> {
          out.print(USAGE);
          yield 0;
        }
        default -> throw new UsageException("no such program: " + SafeText.of(program));
      };
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.print(USAGE);
      return USAGE_ERROR;
    }
  }
}
