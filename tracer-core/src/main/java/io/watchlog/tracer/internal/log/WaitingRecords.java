package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads what waits in the logs of a root, of an application or of one tracer, and changes nothing.
 * For tools: public only for those of this project, and never to be used inside a process that has
 * tracers, see {@link LogOwner}. Not thread-safe.
 */
public final class WaitingRecords {
  private final Consumer<byte[]> sink;
  private long logs;
  private long records;
  private long damaged;
  private long unreadable;

  private WaitingRecords(Consumer<byte[]> sink) {
    this.sink = sink;
  }

  /**
   * What was read.
   *
   * @param logs logs that were found
   * @param records their records that wait
   * @param damaged records that must have been there and are lost
   * @param unreadable files and directories that could not be read
   */
  public record Outcome(long logs, long records, long damaged, long unreadable) {}

  /**
   * Reads them.
   *
   * @param directory a queue directory, an application's in it, or that of one log
   * @param sink given each record, a span's JSON in UTF-8
   * @return what was read
   * @throws IOException where the directory is none, or cannot be listed
   */
  public static Outcome read(Path directory, Consumer<byte[]> sink) throws IOException {
    WaitingRecords reading = new WaitingRecords(sink);
    DirectoryWalk.walk(directory, reading.new Directories());
    return new Outcome(reading.logs, reading.records, reading.damaged, reading.unreadable);
  }

  private final class Directories implements DirectoryWalk.Visitor {
    @Override
    public boolean onDirectory(Path directory, List<Path> entries) throws IOException {
      if (directory.endsWith(Quarantine.NAME)) {
        return false;
      }
      if (LogSurvey.isLog(directory, entries)) {
        logs++;
        LogTally tally = LogInspector.inspect(directory, new Records());
        damaged += tally.damaged().count();
        unreadable += tally.unreadableFiles();
      }
      return true;
    }

    @Override
    public void onGone(Path directory) {
      // delivered in the meantime
    }

    @Override
    public void onUnreadable(Path directory, IOException e) {
      unreadable++;
    }
  }

  private final class Records implements LogVisitor {
    @Override
    public boolean wantsRecords() {
      return true;
    }

    @Override
    public void onRecord(long segmentId, int offset, RecordCopy record, boolean settled) {
      if (!settled) {
        records++;
        sink.accept(
            Arrays.copyOfRange(record.array(), RecordDescriptor.HEADER_LENGTH, record.length()));
      }
    }

    @Override
    public void onLog(LogOwner owner, long nextSequence, DeadSegment cursorHolder) {}

    @Override
    public void onSegment(Contents contents) {}

    @Override
    public void onOther(SegmentVerdict file) {}

    @Override
    public void onPrep(SegmentVerdict file) {}

    @Override
    public void onEnd(LogTally tally) {}
  }
}
