package io.watchlog.tracer.internal.journal;

import io.watchlog.tracer.internal.encode.RecordBuffer;
import io.watchlog.tracer.internal.encode.SpanEncoder;
import io.watchlog.tracer.internal.log.LogWriter;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.ring.SpanSlot;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes ended spans from the ring, encodes each once and appends it to the log. To be run by one
 * thread; {@link #stop}, {@link #position} and {@link #ledger} are for any.
 *
 * <p>It survives every {@code Exception}, and running out of memory or stack while encoding. Any
 * other {@code Error} ends it: the ring then takes no more spans, and what it held is counted as
 * {@code droppedFailed}.
 */
public final class Journal implements Runnable {
  private static final long TICK_NS = 100_000_000;
  private static final long FIRST_ROOM_PARK_NS = 50_000;
  private static final long ASK_FOR_ROOM_NS = 250_000_000;
  private static final long MAX_ROOM_PARK_NS = 10_000_000;

  private final SpanRing ring;
  private final SpanEncoder encoder;
  private final LogWriter writer;
  private final Ledger ledger;
  private final Counters counters;
  private final ThrottledLog log;
  private final Runnable onAppended;
  private final Runnable onNoRoom;
  private final Runnable onTick;
  private long lastTickNs = System.nanoTime();
  private boolean failed;
  private long bytes;
  private volatile long appendedBytes;
  private volatile long position;
  private volatile boolean waitsForRoom;
  private volatile boolean stopping;
  private volatile long stopDeadlineNs;

  /**
   * A journal that has not begun.
   *
   * @param onAppended run on the journal thread after ring slots were dealt with
   * @param onNoRoom run on the journal thread while the log has no room
   * @param onTick run on the journal thread about ten times a second, once a second while there is
   *     none for long, and once when it ends
   */
  public Journal(
      SpanRing ring,
      SpanEncoder encoder,
      LogWriter writer,
      Counters counters,
      ThrottledLog log,
      Runnable onAppended,
      Runnable onNoRoom,
      Runnable onTick) {
    this.ring = ring;
    this.encoder = encoder;
    this.writer = writer;
    this.ledger = new Ledger();
    this.counters = counters;
    this.log = log;
    this.onAppended = onAppended;
    this.onNoRoom = onNoRoom;
    this.onTick = onTick;
  }

  /**
   * Its counts: CONSUMED = APPENDED + ENCODE_FAILED + DROPPED_CLOSED + DROPPED_FAILED in every
   * snapshot.
   */
  public Ledger ledger() {
    return ledger;
  }

  /** How many of the ring's slots are dealt with: appended, or counted as lost. */
  public long position() {
    return position;
  }

  /** Whether the log has no room for the next record; only the sender can make some. */
  public boolean waitsForRoom() {
    return waitsForRoom;
  }

  /** How many bytes of JSON were appended. */
  public long appendedBytes() {
    return appendedBytes;
  }

  /**
   * Lets the thread end when the ring is empty, at the latest at the deadline. The ring must be
   * closed.
   *
   * @param deadlineNs of {@code System.nanoTime()}
   */
  public void stop(long deadlineNs) {
    stopDeadlineNs = deadlineNs;
    stopping = true;
    ring.wake();
  }

  @Override
  public void run() {
    while (!isDone()) {
      try {
        step();
      } catch (Exception | OutOfMemoryError | StackOverflowError | InternalError e) {
        counters.increment(Counter.INTERNAL_ERRORS);
        log.warn("journal", "A step of the journal thread failed; it goes on", e);
      } catch (Error e) {
        fail(e);
      }
    }
    sealRing();
  }

  private void step() {
    int count = ring.poll(this::onSlot);
    if (count > 0) {
      published(ring.consumed());
    }
    tickIfDue();
    if (count == 0 && !isDone()) {
      prepareAndRest();
    }
  }

  private boolean isDone() {
    return failed || (stopping && (ring.consumed() == ring.claimed() || isPastDeadline()));
  }

  private boolean isPastDeadline() {
    return stopping && System.nanoTime() - stopDeadlineNs >= 0;
  }

  private void onSlot(SpanSlot slot) {
    Counter outcome;
    try {
      outcome = failed ? Counter.DROPPED_FAILED : journal(slot);
    } catch (Exception | OutOfMemoryError | StackOverflowError | InternalError e) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("journal", "A span could not be journalled; stats().encodeFailed() counts them", e);
      outcome = Counter.ENCODE_FAILED;
    } catch (Error e) {
      fail(e);
      outcome = Counter.DROPPED_FAILED;
    }
    ledger.add(Counter.CONSUMED, 1);
    ledger.add(outcome, 1);
  }

  private Counter journal(SpanSlot slot) {
    if (!slot.isFilled()) {
      return Counter.ENCODE_FAILED;
    }
    if (!encoder.encode(slot)) {
      return Counter.ENCODE_FAILED;
    }
    RecordBuffer record = encoder.buffer();
    long endTimeMs = encoder.endTimeMs(slot);
    if (!writer.append(record.array(), record.offset(), record.length(), endTimeMs)) {
      waitsForRoom = true;
      try {
        if (!appendWhenThereIsRoom(record, endTimeMs)) {
          return Counter.DROPPED_CLOSED;
        }
      } finally {
        waitsForRoom = false;
      }
    }
    bytes += record.length();
    return Counter.APPENDED;
  }

  private boolean appendWhenThereIsRoom(RecordBuffer record, long endTimeMs) {
    // Only the sender can make room. What was appended so far must be visible to it first.
    ledger.publish();
    appendedBytes = bytes;
    run(onNoRoom);
    long askedNs = System.nanoTime();
    long parkNs = FIRST_ROOM_PARK_NS;
    while (!writer.append(record.array(), record.offset(), record.length(), endTimeMs)) {
      if (isPastDeadline()) {
        return false;
      }
      if (System.nanoTime() - askedNs >= ASK_FOR_ROOM_NS) {
        run(onNoRoom);
        askedNs = System.nanoTime();
      }
      tickIfDue();
      LockSupport.parkNanos(this, parkNs);
      boolean unused = Thread.interrupted(); // or no further park would wait
      parkNs = Math.min(parkNs * 2, MAX_ROOM_PARK_NS);
    }
    return true;
  }

  private void published(long newPosition) {
    ledger.publish();
    appendedBytes = bytes;
    position = newPosition;
    run(onAppended);
  }

  private void prepareAndRest() {
    try {
      writer.prepare();
    } catch (RuntimeException e) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("journal", "The next log segment could not be prepared ahead of need", e);
    }
    boolean hasWork;
    do { // nothing else can have changed, and each round of a whole step costs an idle host
      hasWork = ring.rest();
    } while (!hasWork && !stopping && !isTickDue());
  }

  private void tickIfDue() {
    if (isTickDue()) {
      lastTickNs = System.nanoTime();
      run(writer::checkFiles);
      run(onTick);
    }
  }

  private boolean isTickDue() {
    return System.nanoTime() - lastTickNs >= TICK_NS;
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError | InternalError e) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("journal", "A task on the journal thread failed", e);
    }
  }

  private void fail(Error error) {
    ring.fail();
    failed = true;
    log.warn(
        "failed",
        "The journal thread died; spans are dropped and counted from now on (droppedFailed)",
        error);
  }

  private void sealRing() {
    long abandoned = ring.seal();
    ledger.add(Counter.CONSUMED, abandoned);
    ledger.add(failed ? Counter.DROPPED_FAILED : Counter.DROPPED_CLOSED, abandoned);
    published(ring.claimed());
    run(onTick);
  }
}
