package io.watchlog.tracer.internal.span;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A thread's own free records, and its state. The thread takes and gives back without an atomic
 * operation; other threads that end its spans push them onto a stack, which the thread takes whole
 * when its list is empty. How many records an owner may hold is bounded, since what waits on that
 * stack is lost to other threads for as long as the thread rests.
 *
 * <p>When the thread has died, the owner is vacant, and the next new thread moves in.
 */
final class RecordOwner {
  private static final VarHandle THREAD;
  private static final VarHandle RETURNED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      THREAD = lookup.findVarHandle(RecordOwner.class, "thread", Thread.class);
      RETURNED = lookup.findVarHandle(RecordOwner.class, "returned", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Free records, up to {@link #freeCount}; the thread's own. */
  private final SpanRecord[] free;

  private int freeCount;

  /** The records that are this owner's, on its list, open or given back; the thread's own. */
  private final SpanRecord[] held;

  private int heldCount;
  private int nextHeld;

  /** What {@link ThreadState} keeps for the thread. */
  long[] state;

  private Thread thread;

  /** The top of the stack of records that other threads gave back, as its index plus 1. */
  @SuppressWarnings("unused") // through RETURNED
  private int returned;

  /**
   * An owner of nothing.
   *
   * @param maxFree how many free records its list has room for
   * @param maxHeld how many records it may hold, at least as many
   */
  RecordOwner(Thread thread, int maxFree, int maxHeld) {
    this.thread = thread;
    this.free = new SpanRecord[maxFree];
    this.held = new SpanRecord[maxHeld];
  }

  boolean isOf(Thread current) {
    return thread == current;
  }

  boolean mayHoldMore() {
    return heldCount < held.length;
  }

  /** Makes a record this owner's; there must be room. */
  void hold(SpanRecord record) {
    record.owner = this;
    record.heldAt = heldCount;
    held[heldCount++] = record;
  }

  /** Makes one of its records nobody's. */
  void letGo(SpanRecord record) {
    SpanRecord last = held[--heldCount];
    held[record.heldAt] = last;
    last.heldAt = record.heldAt;
    held[heldCount] = null;
    leave(record);
  }

  /** Makes a record this owner's, and nobody's the one that it takes the place of. */
  void holdInPlaceOf(SpanRecord old, SpanRecord fresh) {
    fresh.owner = this;
    fresh.heldAt = old.heldAt;
    held[fresh.heldAt] = fresh;
    leave(old);
  }

  private static void leave(SpanRecord record) {
    record.owner = null;
    record.handTo(null);
  }

  /** One after the other of its records, over and over; it must hold all that it may. */
  SpanRecord nextHeld() {
    SpanRecord record = held[nextHeld];
    nextHeld = nextHeld + 1 == held.length ? 0 : nextHeld + 1;
    return record;
  }

  int freeCount() {
    return freeCount;
  }

  boolean isFull() {
    return freeCount == free.length;
  }

  /** Takes a free record; there must be one. */
  SpanRecord pop() {
    return free[--freeCount];
  }

  /** Adds a free record; there must be room. */
  @SuppressWarnings("ReferenceEquality")
  void push(SpanRecord record) {
    // What is given back is mostly what was taken last, and storing a reference is dear under G1.
    if (free[freeCount] != record) {
      free[freeCount] = record;
    }
    freeCount++;
  }

  /** Leaves the owner vacant if its thread has died, so that the dead thread can be collected. */
  void vacateIfDead() {
    Thread occupant = (Thread) THREAD.getVolatile(this);
    if (occupant != null && !occupant.isAlive()) {
      THREAD.compareAndSet(this, occupant, null);
    }
  }

  /** Moves the calling thread in if the owner is vacant. */
  boolean occupy() {
    return THREAD.getVolatile(this) == null
        && THREAD.compareAndSet(this, null, Thread.currentThread());
  }

  void vacate() {
    THREAD.setVolatile(this, null);
  }

  /** Gives a record back from another thread. */
  void pushReturned(SpanRecord record) {
    while (true) {
      int top = (int) RETURNED.getVolatile(this);
      record.nextFree = top;
      if (RETURNED.compareAndSet(this, top, record.index + 1)) {
        return;
      }
    }
  }

  /** Takes all that other threads gave back: the top's index plus 1, or 0. */
  int takeReturned() {
    return (int) RETURNED.getVolatile(this) == 0 ? 0 : (int) RETURNED.getAndSet(this, 0);
  }
}
