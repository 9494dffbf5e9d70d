package io.watchlog.tracer.internal.log;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What writer and reader of a live log tell each other. Each field has one thread that sets it; any
 * thread may read the numbers.
 */
final class LogProgress {
  /** Set by the writer after a commit: the last sequence. Its segment was handed over before. */
  final AtomicLong committed = new AtomicLong();

  /** Set by the writer before {@link #committed}: where it stands, as if all segments were one. */
  final AtomicLong writePosition = new AtomicLong();

  /** Set by the reader: the last sequence that is acknowledged or accounted for. */
  final AtomicLong settled = new AtomicLong();

  /** Set by the writer: the number of its last try that found no room, or 0 if that found some. */
  final AtomicLong wanted = new AtomicLong();

  /** Set by the reader: what was wanted when it gave room last. */
  final AtomicLong answered = new AtomicLong();

  /** From the writer to the reader: segments that were begun. */
  final Queue<Segment> begun = new ConcurrentLinkedQueue<>();

  /** True while the writer waits for room that the reader has not given yet. */
  boolean isRoomWanted() {
    long wish = wanted.get();
    return wish != 0 && wish != answered.get();
  }
}
