package io.watchlog.tracer;

import io.watchlog.tracer.testkit.SpanCount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongPredicate;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which spans a process has ended and when, in a file that outlives it: each is noted as soon as
 * its {@code end} has returned. Beside them a pulse, whose gaps tell when the process got no
 * processor.
 *
 * <pre>
 *   0, 64    spans noted by each thread        128   pulses
 *   4096     of each thread: low half of the id, nanoTime of its end
 *   behind   nanoTime of each pulse, and how long the journal had waited for a processor until then
 * </pre>
 */
final class EndedSpans implements AutoCloseable {
  static final int THREADS = 2;

  private static final int MAX_SPANS = 400_000;
  private static final int MAX_PULSES = 60_000;
  private static final int FIRST = 4096;
  private static final int PULSES_AT = FIRST + THREADS * MAX_SPANS * 16;
  private static final int PULSE_COUNT = 128;

  private final ByteBuffer memory;
  private final UnsafeBuffer buffer;

  /** What did not arrive: how much, and how long before the end the oldest of it had ended. */
  record Missing(long count, long oldestNs) {}

  EndedSpans(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, PULSES_AT + MAX_PULSES * 16L);
      buffer = new UnsafeBuffer(memory);
    }
  }

  /** The thread's span has ended. */
  void note(int thread, String id) {
    int count = count(thread);
    if (count < MAX_SPANS) {
      int at = FIRST + (thread * MAX_SPANS + count) * 16;
      buffer.putLong(at, SpanCount.low(id));
      buffer.putLong(at + 8, System.nanoTime());
      buffer.putLongOrdered(thread * 64, count + 1);
    }
  }

  /** The process runs. */
  void pulse(long journalWaitedNs) {
    int count = (int) buffer.getLong(PULSE_COUNT);
    if (count < MAX_PULSES) {
      buffer.putLong(PULSES_AT + count * 16, System.nanoTime());
      buffer.putLong(PULSES_AT + count * 16 + 8, journalWaitedNs);
      buffer.putLongOrdered(PULSE_COUNT, count + 1);
    }
  }

  private int count(int thread) {
    return (int) buffer.getLongVolatile(thread * 64);
  }

  long count() {
    return (long) count(0) + count(1);
  }

  private long endNs(int thread, int span) {
    return buffer.getLong(FIRST + (thread * MAX_SPANS + span) * 16 + 8);
  }

  /** When the process was last seen to run. */
  private long diedNs() {
    long last = pulseNs((int) buffer.getLong(PULSE_COUNT) - 1);
    for (int thread = 0; thread < THREADS; thread++) {
      long ended = endNs(thread, count(thread) - 1);
      last = ended - last > 0 ? ended : last;
    }
    return last;
  }

  private long pulseNs(int pulse) {
    return buffer.getLong(PULSES_AT + pulse * 16);
  }

  Missing missing(LongPredicate hasTaken) {
    long died = diedNs();
    long missing = 0;
    long oldest = 0;
    for (int thread = 0; thread < THREADS; thread++) {
      for (int i = 0; i < count(thread); i++) {
        if (!hasTaken.test(buffer.getLong(FIRST + (thread * MAX_SPANS + i) * 16))) {
          missing++;
          oldest = Math.max(oldest, died - endNs(thread, i));
        }
      }
    }
    return new Missing(missing, oldest);
  }

  /**
   * For how long the process, or its journal, wanted a processor and got none, in the time before
   * its end.
   */
  long starvedNs(long beforeNs) {
    long died = diedNs();
    int last = (int) buffer.getLong(PULSE_COUNT) - 1;
    if (last >= MAX_PULSES - 1) {
      throw new IllegalStateException("it ran for longer than there are pulses");
    }
    long longestGap = died - pulseNs(last);
    int first = last;
    while (first > 0 && died - pulseNs(first) < beforeNs) {
      longestGap = Math.max(longestGap, pulseNs(first) - pulseNs(first - 1));
      first--;
    }
    return longestGap + journalWaitedNs(last) - journalWaitedNs(first);
  }

  private long journalWaitedNs(int pulse) {
    return buffer.getLong(PULSES_AT + pulse * 16 + 8);
  }

  @Override
  public void close() {
    BufferUtil.free(memory);
  }
}
