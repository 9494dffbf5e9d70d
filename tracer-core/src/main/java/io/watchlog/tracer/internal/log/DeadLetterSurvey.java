package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the dead letters of applications and writes down each, the oldest of an application first.
 * Not thread-safe.
 */
final class DeadLetterSurvey implements DirectoryWalk.Visitor, DeadLetterReader.Visitor {
  private final PrintStream out;
  private final PrintStream err;
  private long letters;
  private long others;
  private boolean unreadable;

  /** A survey of what is found to {@code out}, and of what cannot be read to {@code err}. */
  DeadLetterSurvey(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public boolean onDirectory(Path directory, List<Path> entries) {
    for (Path file : DeadLetterFiles.filesAmong(entries)) {
      out.println(LogPrinter.printable(file.toString()));
      try {
        DeadLetterReader.read(file, this);
      } catch (NoSuchFileException e) {
        onGone(file);
      } catch (IOException e) {
        onUnreadable(file, e);
      }
    }
    return true;
  }

  @Override
  public void onGone(Path path) {
    out.println(LogPrinter.gone(path));
  }

  @Override
  public void onUnreadable(Path path, IOException e) {
    unreadable = true;
    err.println(LogPrinter.unreadable(path, e));
  }

  @Override
  public void onLetter(DeadLetter letter) {
    letters++;
    line(
        "letter",
        known(letter.time())
            + (" status " + letter.status())
            + (", spanId " + known(letter.spanField("spanId")))
            + (", name " + known(letter.spanField("name")))
            + (", answer " + known(letter.answer())));
    line("span", (letter.isCut() ? "of " + letter.spanBytes() + " bytes " : "") + letter.span());
  }

  private static String known(String text) {
    return text.isEmpty() ? "(none)" : text;
  }

  @Override
  public void onOther(long line, String beginning) {
    others++;
    line("damage", "line " + line + " is no dead letter: " + beginning);
  }

  private void line(String label, String text) {
    out.println(LogPrinter.labelled(label, LogPrinter.printable(text)));
  }

  /** The last line, of all applications together. */
  void total() {
    out.println(words(letters, others));
  }

  /** How many letters there are, and lines that are none. */
  static String words(long letters, long others) {
    return LogPrinter.count(letters, "dead letter")
        + (others == 0 ? "" : ", " + LogPrinter.count(others, "line") + " not to be read");
  }

  /** True where a line is no letter. */
  boolean foundDamage() {
    return others > 0;
  }

  /** True where something could not be read, so that nothing can be said of it. */
  boolean foundUnreadable() {
    return unreadable;
  }
}
