package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A process ends between two steps of the log; the next one finds all that was committed. */
final class HaltTest {
  private static final int HALTED = 77;

  /** Steps that a process takes once. */
  private static final Set<Failpoint> ONCE =
      EnumSet.of(Failpoint.DIRECTORY_MADE, Failpoint.LOCK_MADE, Failpoint.LOCK_DELETED);

  private static final Set<Failpoint> OF_ADOPTION =
      EnumSet.of(Failpoint.LOG_ADOPTED, Failpoint.LOG_RECOVERED);

  @TempDir Path root;

  /** Steps that a process takes a few times only: recycled segments need no new file. */
  private static final Set<Failpoint> SELDOM =
      EnumSet.of(Failpoint.SEGMENT_ZEROED, Failpoint.SEGMENT_NAMED, Failpoint.SEGMENT_DELETED);

  static Stream<Arguments> steps() {
    return Stream.of(Failpoint.values())
        .filter(step -> !OF_ADOPTION.contains(step))
        .flatMap(
            step ->
                IntStream.of(1, 2, 7)
                    .filter(n -> n == 1 || !ONCE.contains(step))
                    .filter(n -> n <= 2 || !SELDOM.contains(step))
                    .mapToObj(n -> Arguments.of(step, n)));
  }

  static Stream<Arguments> stepsOfAdoption() {
    return Stream.of(
        Arguments.of(Failpoint.LOG_ADOPTED, 1),
        Arguments.of(Failpoint.LOG_RECOVERED, 1),
        Arguments.of(Failpoint.CURSOR_WRITTEN, 1),
        Arguments.of(Failpoint.CURSOR_COMMITTED, 4),
        Arguments.of(Failpoint.SEGMENT_LEFT, 1),
        Arguments.of(Failpoint.SEGMENT_DELETED, 1),
        Arguments.of(Failpoint.SEGMENT_DELETED, 3),
        Arguments.of(Failpoint.LOCK_DELETED, 1));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void F27_anOwnerThatEndsAtAnyStepLosesNothing(Failpoint step, int times) throws Exception {
    Told told = runToItsEnd(ChildOwner.Halting.class, step, times);
    assertRest(told.begun, told.acknowledged, told.appended, told.appended + 1);
  }

  @ParameterizedTest
  @MethodSource("stepsOfAdoption")
  void F27_anAdopterThatEndsAtAnyStepLosesNothing(Failpoint step, int times) throws Exception {
    try (TestLog log = TestLog.onDisk(root)) {
      log.appendTo(900);
      log.reader.skip(100);
      log.reader.acknowledge(log.reader.position());
    }
    Told told = runToItsEnd(Adopter.Halting.class, step, times);
    long acknowledged = Math.max(100, told.acknowledged);
    assertRest(Math.max(100, told.begun), acknowledged, 900, 900);
  }

  /** What is left is one range, from behind what was acknowledged to the last that was appended. */
  private void assertRest(long begun, long acknowledged, long last, long lastAtMost)
      throws IOException {
    Path app;
    try (Adopter next = new Adopter(root)) {
      app = next.own.path().getParent();
      Adopter.Drained drained = next.drainNext();
      if (drained == null) {
        assertTrue(begun >= last, "nothing left, of " + last + " acknowledged " + begun);
      } else {
        List<Long> left = drained.sequences();
        assertEquals(0, drained.damaged());
        long from = left.get(0);
        long to = left.get(left.size() - 1);
        assertEquals(TestLog.range(from, to), left);
        assertTrue(from > acknowledged && from <= begun + 1, "from " + from + ", not " + begun);
        assertTrue(to >= last && to <= lastAtMost, "to " + to + ", not " + last);
      }
      assertEquals(null, next.drainNext(), "adopted twice");
    }
    assertEquals(List.of(), TestLog.files(app), "left behind");
  }

  /**
   * What a child said before its end.
   *
   * @param appended the last record whose append returned
   * @param begun the last one that it began to acknowledge
   * @param acknowledged the last one for which that returned
   */
  private record Told(long appended, long begun, long acknowledged) {}

  private Told runToItsEnd(Class<?> main, Failpoint step, int times) throws Exception {
    Process child = ChildJvm.start(main, root.toString(), step.name(), Integer.toString(times));
    long[] last = new long[3];
    try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last["abk".indexOf(line.charAt(0))] = Long.parseLong(line.substring(1));
      }
    }
    assertEquals(HALTED, child.waitFor(), "the step was not reached");
    return new Told(last[0], last[1], last[2]);
  }

  /** Has this process end when it comes to a step for the nth time. */
  static void haltAt(String step, int times) {
    int[] left = {times};
    Failpoint at = Failpoint.valueOf(step);
    Failpoint.action =
        reached -> {
          if (reached == at && --left[0] == 0) {
            Runtime.getRuntime().halt(HALTED);
          }
        };
  }

  /** Says to the parent, at once, what was done: a record's letter and sequence. */
  static void tell(char what, long sequence) {
    byte[] line = (what + Long.toString(sequence) + "\n").getBytes(StandardCharsets.US_ASCII);
    System.out.write(line, 0, line.length);
    System.out.flush();
  }
}
