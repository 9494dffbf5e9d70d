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
 * The command {@code java -jar tracer-core-<version>-all.jar log dump|verify DIR}: says what is in
 * the span logs of a root, of an application or of one tracer, and changes nothing. A command, not
 * an API: public only for the launcher. Never to be run inside a process that has tracers, see
 * {@link LogOwner}.
 *
 * <p>Exit status: 0 where all was read and nothing is damaged, 1 where something is, 2 where the
 * arguments are wrong, or something could not be read.
 */
public final class LogTool {
  static final int FINE = 0;
  static final int DAMAGED = 1;
  static final int FAILED = 2;

  private static final String DUMP = "dump";
  private static final Set<String> ACTIONS = Set.of(DUMP, "verify");
  private static final String USAGE =
      """
      usage: log dump DIR     what is in the span logs in or below a directory, with all records
             log verify DIR   the same without the records
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
    if (args.length == 3 && args[0].equals("log") && ACTIONS.contains(args[1])) {
      return survey(args[2], args[1].equals(DUMP), out, err);
    }
    err.print(USAGE);
    return FAILED;
  }

  private static int survey(String name, boolean withRecords, PrintStream out, PrintStream err) {
    LogPrinter printer = new LogPrinter(out, err, withRecords);
    LogSurvey survey = new LogSurvey(printer);
    try {
      Path directory = Path.of(name);
      if (!Files.isDirectory(directory)) {
        err.println(LogPrinter.printable(name) + ": no directory");
        return FAILED;
      }
      survey.of(directory);
    } catch (IOException | InvalidPathException e) {
      err.println(LogPrinter.printable(name + ": cannot be read: " + e));
      return FAILED;
    }
    printer.total();
    if (out.checkError()) {
      err.println("the output could not be written");
      return FAILED;
    }
    if (survey.foundDamage()) {
      return DAMAGED;
    }
    return survey.foundUnreadable() ? FAILED : FINE;
  }
}
