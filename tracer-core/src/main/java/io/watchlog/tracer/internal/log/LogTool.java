package io.watchlog.tracer.internal.log;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The command {@code java -jar tracer-core-<version>-all.jar log dump|verify|dead-letters DIR}:
 * says what is in the span logs of a root, of an application or of one tracer, or what the agent
 * refused of an application, and changes nothing. A command, not an API: public only for the
 * launcher. Never to be run inside a process that has tracers, see {@link LogOwner}.
 *
 * <p>Exit status: 0 where all was read and nothing is damaged, 1 where something is, 2 where the
 * arguments are wrong, or something could not be read.
 */
public final class LogTool {
  static final int FINE = 0;
  static final int DAMAGED = 1;
  static final int FAILED = 2;

  private static final String DUMP = "dump";
  private static final String DEAD_LETTERS = "dead-letters";
  private static final Set<String> ACTIONS = Set.of(DUMP, "verify", DEAD_LETTERS);
  private static final String USAGE =
      """
      usage: log dump DIR           what is in the span logs in or below a directory, with all records
             log verify DIR         the same without the records
             log dead-letters DIR   the spans that the agent refused, with its answers
      DIR is a queue directory, an application's directory in it, or that of one log.
      Exit status: 0 nothing is damaged, 1 something is, 2 something could not be read.
      """;
  private static final int OUTPUT_BUFFER = 64 * 1024;

  private LogTool() {}

  /** Runs the command, and ends the process. */
  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER),
            false,
            StandardCharsets.UTF_8);
    System.exit(run(args, out, System.err));
  }

  /** Runs the command; returns its exit status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    if (args.length != 3 || !args[0].equals("log") || !ACTIONS.contains(args[1])) {
      err.print(USAGE);
      return FAILED;
    }
    int status;
    try {
      Path directory = Path.of(args[2]);
      if (!Files.isDirectory(directory)) {
        err.println(LogPrinter.printable(args[2]) + ": no directory");
        return FAILED;
      }
      status =
          args[1].equals(DEAD_LETTERS)
              ? deadLetters(directory, out, err)
              : logs(directory, args[1].equals(DUMP), out, err);
    } catch (IOException | InvalidPathException e) {
      err.println(LogPrinter.printable(args[2] + ": cannot be read: " + e));
      return FAILED;
    }
    if (out.checkError()) {
      err.println("the output could not be written");
      return FAILED;
    }
    return status;
  }

  private static int logs(Path directory, boolean withRecords, PrintStream out, PrintStream err)
      throws IOException {
    LogPrinter printer = new LogPrinter(out, err, withRecords);
    LogSurvey survey = new LogSurvey(printer);
    DirectoryWalk.walk(directory, survey);
    printer.total();
    return status(survey.foundDamage(), survey.foundUnreadable());
  }

  private static int deadLetters(Path directory, PrintStream out, PrintStream err)
      throws IOException {
    DeadLetterSurvey survey = new DeadLetterSurvey(out, err);
    DirectoryWalk.walk(directory, survey);
    survey.total();
    return status(survey.foundDamage(), survey.foundUnreadable());
  }

  private static int status(boolean foundDamage, boolean foundUnreadable) {
    if (foundDamage) {
      return DAMAGED;
    }
    return foundUnreadable ? FAILED : FINE;
  }
}
