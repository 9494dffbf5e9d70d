package io.watchlog.tracer.internal.log;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Writes down what is found, one fact a line, the same in every locale. What comes from the disk is
 * escaped where a terminal would act on it. Not thread-safe.
 */
final class LogPrinter implements LogVisitor {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean withRecords;
  private long logs;
  private long waiting;
  private long damaged;
  private long damagedFiles;

  /** A printer of what is found to {@code out}, and of what cannot be read to {@code err}. */
  LogPrinter(PrintStream out, PrintStream err, boolean withRecords) {
    this.out = out;
    this.err = err;
    this.withRecords = withRecords;
  }

  /** Begins a log; its parts follow. */
  void onDirectory(Path directory) {
    out.println(printable(directory.toString()));
  }

  void onGone(Path path) {
    out.println(gone(path));
  }

  static String gone(Path path) {
    return printable(path.toString()) + ": gone since it was listed";
  }

  void onUnreadable(Path path, IOException e) {
    err.println(unreadable(path, e));
  }

  static String unreadable(Path path, IOException e) {
    return printable(path + ": cannot be read: " + e);
  }

  /** A file in quarantine. */
  void onSetAside(Path file, long size) {
    out.println(printable(file.toString()) + ": set aside, " + size + " bytes");
  }

  /** The dead letters of an application. */
  void onDeadLetters(Path directory, List<Path> files, long letters, long others) {
    String names = files.stream().map(file -> file.getFileName().toString()).collect(joining(", "));
    out.println(
        printable(directory.toString())
            + (": " + DeadLetterSurvey.words(letters, others))
            + (" in " + printable(names)));
  }

  @Override
  public void onLog(LogOwner owner, long nextSequence, DeadSegment cursorHolder) {
    line("owner", words(owner));
    String place = ", which no whole segment says";
    if (cursorHolder != null) {
      Cursor cursor = cursorHolder.cursor();
      place =
          (", segment " + cursorHolder.id())
              + (", offset " + cursor.offset())
              + (", generation " + cursor.generation());
    }
    line("cursor", "next sequence " + nextSequence + place);
  }

  private static String words(LogOwner owner) {
    return switch (owner.state()) {
      case ALIVE ->
          "alive: its process holds the lock" + (owner.pid() == 0 ? "" : ", pid " + owner.pid());
      case DEAD -> "dead: a tracer of the application will send what waits";
      case NO_LOCK_FILE ->
          "none: the lock file was deleted; make an empty one for a tracer to send what waits";
      case UNKNOWN -> "unknown: the lock file cannot be opened";
    };
  }

  @Override
  public void onSegment(Contents contents) {
    SegmentVerdict file = contents.file();
    DeadSegment header = file.header();
    StringBuilder text = new StringBuilder(name(file)).append(", id ").append(header.id());
    text.append(", from sequence ").append(header.baseSequence());
    text.append(", ").append(count(contents.records(), "record"));
    if (contents.records() > 0) {
      text.append(' ').append(contents.first()).append("..").append(contents.last());
    }
    text.append(", ").append(contents.end()).append(" of ").append(header.length());
    text.append(" bytes used, created ").append(time(file.createdMs()));
    text.append(", ").append(contents.state());
    if (file.condition() != SegmentVerdict.Condition.WHOLE) {
      text.append(", ").append(file.condition().text());
      text.append(": ").append(file.size()).append(" bytes");
    }
    line("segment", text);
  }

  @Override
  public boolean wantsRecords() {
    return withRecords;
  }

  @Override
  public void onRecord(long segmentId, int offset, RecordCopy record, boolean settled) {
    int header = RecordDescriptor.HEADER_LENGTH;
    String json =
        new String(record.array(), header, record.length() - header, StandardCharsets.UTF_8);
    line(
        "record",
        segmentId
            + (" " + offset)
            + (" " + record.sequence())
            + (" " + time(record.endTimeMs()))
            + (settled ? " settled " : " waiting ")
            + printable(json));
  }

  @Override
  public void onOther(SegmentVerdict file) {
    line("segment", name(file) + ", " + file.size() + " bytes, " + file.condition().text());
  }

  @Override
  public void onPrep(SegmentVerdict file) {
    line("prep", name(file) + ", " + file.size() + " bytes, made ahead and not in use");
  }

  @Override
  public void onEnd(LogTally tally) {
    if (tally.elsewhere().count() > 0) {
      line(
          "absent",
          count(tally.elsewhere().count(), "sequence")
              + " not on disk, or settled meanwhile: "
              + tally.elsewhere());
    }
    if (tally.damaged().count() > 0) {
      line("damage", count(tally.damaged().count(), "record") + " lost: " + tally.damaged());
    }
    if (tally.damagedFiles() > 0) {
      line("damage", count(tally.damagedFiles(), "file"));
    }
    String bytes = "";
    if (tally.waiting() > 0) {
      bytes =
          (", " + tally.waitingBytes() + " bytes of JSON, ended ")
              + (time(tally.oldestMs()) + " to " + time(tally.newestMs()));
    }
    line("waiting", count(tally.waiting(), "record") + bytes);
    logs++;
    waiting += tally.waiting();
    damaged += tally.damaged().count();
    damagedFiles += tally.damagedFiles();
  }

  /** The last line, of all logs together. */
  void total() {
    out.println(
        count(logs, "log")
            + (", " + count(waiting, "record") + " waiting")
            + (", " + count(damaged, "record") + " lost")
            + (", " + count(damagedFiles, "damaged file")));
  }

  private void line(String what, CharSequence text) {
    out.println(labelled(what, text));
  }

  static String labelled(String what, CharSequence text) {
    return "  " + what + " ".repeat(9 - what.length()) + text;
  }

  private static String name(SegmentVerdict file) {
    return printable(file.path().getFileName().toString());
  }

  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String time(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
  }

  /**
   * A text whose control characters and invisible ones are escaped as JSON does it, so that a
   * record's JSON stays the same JSON.
   */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            safe.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
