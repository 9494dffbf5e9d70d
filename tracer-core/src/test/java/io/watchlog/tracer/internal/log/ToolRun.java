package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command, run in this process: not on logs that this process owns. */
record ToolRun(int status, String out, String err) {
  private static final Pattern TOTAL =
      Pattern.compile("(\\d+) logs?, (\\d+) records? waiting, (\\d+) records? lost, .*");

  static ToolRun of(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        LogTool.run(
            args,
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new ToolRun(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static ToolRun verify(Path directory) {
    return of("log", "verify", directory.toString());
  }

  static ToolRun dump(Path directory) {
    return of("log", "dump", directory.toString());
  }

  /** What follows a word at the beginning of a line. */
  List<String> lines(String word) {
    return out.lines()
        .map(String::strip)
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length()).strip())
        .toList();
  }

  long waiting() {
    return total(2);
  }

  long lost() {
    return total(3);
  }

  private long total(int group) {
    String last = out.lines().reduce("", (before, line) -> line);
    Matcher matcher = TOTAL.matcher(last);
    assertTrue(matcher.matches(), last);
    return Long.parseLong(matcher.group(group));
  }
}
