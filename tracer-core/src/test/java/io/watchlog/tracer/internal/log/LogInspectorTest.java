package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a log between listing and reading; the rest is in {@link LogToolTest}. */
class LogInspectorTest {
  private static final int RECORDS = 900;

  @TempDir Path temp;
  private TestLog live;

  @BeforeEach
  void aLogOfAFewSegments() throws IOException {
    live = TestLog.onDisk(temp.resolve("live"));
    live.appendTo(RECORDS);
  }

  @AfterEach
  void theLiveLogIsClosed() {
    live.close();
  }

  @Test
  void whatDisappearsWhileItIsReadIsNoDamage() throws IOException {
    for (boolean reused : new boolean[] {false, true}) {
      Path dead = live.copyAsDead(temp.resolve("root"));
      Path second = Damage.segments(dead).get(1);
      Watcher watcher =
          new Watcher(
              () -> {
                if (reused) {
                  Damage.write(second, SegmentDescriptor.MAGIC_OFFSET, new byte[8]);
                } else {
                  Files.delete(second);
                }
              });
      LogTally tally = LogInspector.inspect(dead, watcher);
      assertFalse(tally.isDamaged());
      assertEquals(Damage.segments(dead).size() - (reused ? 1 : 0), watcher.segments);
      assertEquals(List.of(SegmentVerdict.Condition.GONE), watcher.others);
      assertEquals(RECORDS, tally.waiting() + tally.elsewhere().count());
    }
  }

  /** Does something when the first segment was read. */
  private static final class Watcher implements LogVisitor {
    private final Change damage;
    private final List<SegmentVerdict.Condition> others = new ArrayList<>();
    private int segments;

    private Watcher(Change damage) {
      this.damage = damage;
    }

    private interface Change {
      void happen() throws IOException;
    }

    @Override
    public void onLog(LogOwner owner, long nextSequence, DeadSegment cursorHolder) {}

    @Override
    public void onSegment(Contents contents) {
      segments++;
      if (segments == 1) {
        try {
          damage.happen();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public boolean wantsRecords() {
      return false;
    }

    @Override
    public void onRecord(long segmentId, int offset, RecordCopy record, boolean settled) {}

    @Override
    public void onOther(SegmentVerdict file) {
      others.add(file.condition());
    }

    @Override
    public void onPrep(SegmentVerdict file) {}

    @Override
    public void onEnd(LogTally tally) {}
  }
}
