package io.watchlog.tracer.internal.span;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An open span's memory, reused for many spans: the fields, and one word that says whose they are.
 *
 * <pre>
 *   word   generation i32 | pins 30 bits | state 2 bits
 *
 *   FREE ──start, generation + 1──▶ OPEN ──end, by one CAS: the first wins──▶ ENDED ──▶ FREE
 *                                                       with pins: ZOMBIE ──last unpin──▶ FREE
 * </pre>
 *
 * <p>A handle is a record and the generation that it was opened with; it means nothing once the
 * word says another. Only the thread that owns the record opens it again, therefore that thread may
 * compare the word and then write plainly: the record can't be reopened in between. Any other
 * thread pins the record first, by a CAS that succeeds only while it is OPEN in that generation,
 * and a pinned record is not given back. A plain write that comes after another thread's end lands
 * in a record that is not OPEN; the masks are cleared at the next start, so it is never seen.
 */
public final class SpanRecord extends SpanFields {
  /** The name of a span that was given none. */
  public static final String UNNAMED = "unnamed";

  /** The span is not open: nothing may be written. */
  public static final int DENIED = 0;

  /** The calling thread owns the record. */
  public static final int OWNED = 1;

  /** The record is held for the calling thread. */
  public static final int PINNED = 2;

  static final int FREE = 0;
  static final int OPEN = 1;
  static final int ENDED = 2;
  static final int ZOMBIE = 3;

  private static final long STATE_MASK = 3;
  private static final long ONE_PIN = 4;
  private static final long PIN_MASK = 0xFFFF_FFFCL;
  private static final int GENERATION_SHIFT = 32;

  private static final VarHandle WORD;
  private static final VarHandle SET;
  private static final VarHandle LATE_SET;
  private static final VarHandle ATTRIBUTES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(SpanRecord.class, "word", long.class);
      SET = lookup.findVarHandle(SpanRecord.class, "set", int.class);
      LATE_SET = lookup.findVarHandle(SpanRecord.class, "lateSet", int.class);
      ATTRIBUTES = lookup.findVarHandle(SpanRecord.class, "attributes", Attribute.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What the API's classes find their tracer by. */
  public final Object tracer;

  final int index;

  /** With the generation, this record's part of an id's number; see {@link SpanNumber}. */
  final int epoch;

  /**
   * Whose free list this record goes back to; null for the shared one. Written by the owner only.
   */
  RecordOwner owner;

  /** Where among its owner's records it is; the owner's. */
  int heldAt;

  /**
   * The one thread that may write without a pin; null for none. Written by the owner's thread, who
   * alone opens the record again. A thread that has died may stay here: it writes nothing any more.
   */
  private Thread thread;

  /** The record behind this one on the shared or a return stack, as its index plus 1. */
  int nextFree;

  private long word;

  /** What threads other than the owner have set. */
  private int lateSet;

  SpanRecord(Object tracer, int index, int epoch) {
    this.tracer = tracer;
    this.index = index;
    this.epoch = epoch;
    this.spanNumber = SpanNumber.first(epoch, index);
    // Never null, so that a null is always another name than the record's, and looked at.
    this.name = UNNAMED;
  }

  boolean isOf(Thread current) {
    return thread == current;
  }

  /** Lets a thread write without a pin, or none; the caller is the owner and holds the record. */
  void handTo(Thread writer) {
    if (thread != writer) {
      thread = writer;
    }
  }

  /** The generation now, or the next one's predecessor where the record is free. */
  int generation() {
    return (int) (word >>> GENERATION_SHIFT);
  }

  int generationAcquire() {
    return (int) ((long) WORD.getAcquire(this) >>> GENERATION_SHIFT);
  }

  /** Whether another generation could not be told from the first. */
  boolean isWornOut() {
    return generation() == -1;
  }

  /** Whether the handle's span is open; any thread. */
  public static boolean isOpen(SpanRecord record, int generation) {
    return ((long) WORD.getAcquire(record) & ~PIN_MASK) == opened(generation);
  }

  /**
   * Asks for a write to the handle's span by the calling thread, to be ended by {@link #markOwned}
   * or {@link OpenSpans#writtenLate}.
   *
   * @return {@link #OWNED}, {@link #PINNED}, or {@link #DENIED} where the span is not open
   */
  public static int access(SpanRecord record, int generation) {
    if (record.thread == Thread.currentThread()) {
      return (record.word & ~PIN_MASK) == opened(generation) ? OWNED : DENIED;
    }
    return pinned(record, generation) ? PINNED : DENIED;
  }

  /** Pins the handle's span; false where it is not open. */
  static boolean pinned(SpanRecord record, int generation) {
    while (true) {
      long word = (long) WORD.getVolatile(record);
      if ((word & ~PIN_MASK) != opened(generation)) {
        return false;
      }
      if (WORD.compareAndSet(record, word, word + ONE_PIN)) {
        return true;
      }
    }
  }

  /**
   * Ends a pin; true where it was the last one on an ended record, which the caller now gives back.
   */
  static boolean unpinned(SpanRecord record) {
    while (true) {
      long word = (long) WORD.getVolatile(record);
      long less = word - ONE_PIN;
      boolean last = (less & (PIN_MASK | STATE_MASK)) == ZOMBIE;
      long next = last ? (less & ~STATE_MASK) | FREE : less;
      if (WORD.compareAndSet(record, word, next)) {
        return last;
      }
    }
  }

  /**
   * Ends a write of the owner's, and marks what it set: who sees the mark, to end the span, sees
   * the value.
   */
  public void markOwned(int bits) {
    SET.setRelease(this, set | bits);
  }

  /** Marks what another thread than the owner has set: under a pin, or as the one that ended. */
  public void markLate(int bits) {
    int unused = (int) LATE_SET.getAndBitwiseOr(this, bits);
  }

  /** All that was set, by whichever thread. */
  public int allSet() {
    return (int) SET.getAcquire(this) | (int) LATE_SET.getVolatile(this);
  }

  /** Adds to the attributes, against other threads doing the same; false where there is no room. */
  public boolean addAttribute(String key, Object value) {
    while (true) {
      Attribute previous = (Attribute) ATTRIBUTES.getVolatile(this);
      if (!Attribute.hasRoom(previous, key)) {
        return false;
      }
      if (ATTRIBUTES.compareAndSet(this, previous, Attribute.with(previous, key, value))) {
        return true;
      }
    }
  }

  /** Lets go of all that only its last span had. */
  void clearAll() {
    clearContents();
    if (((set | lateSet) & RARE) != 0) {
      clearRare();
    }
  }

  /** Clears what setters left that came after the last span's end; the caller holds the record. */
  void clear() {
    if (((set | lateSet) & RARE) != 0) {
      clearRare();
    }
    set = 0;
    lateSet = 0;
  }

  /**
   * Opens the record in its next generation, which it returns: from here on others may see it, so
   * all that a start sets is set before.
   */
  int open() {
    long number = SpanNumber.next(spanNumber);
    spanNumber = number;
    int generation = SpanNumber.generation(number);
    WORD.setRelease(this, opened(generation));
    return generation;
  }

  /** Ends the handle's span; true for the one caller that did. */
  static boolean end(SpanRecord record, int generation) {
    while (true) {
      long word = (long) WORD.getVolatile(record);
      if ((word & ~PIN_MASK) != opened(generation)) {
        return false;
      }
      if (WORD.compareAndSet(record, word, (word & ~STATE_MASK) | ENDED)) {
        return true;
      }
    }
  }

  /** Frees an ended record; false where it is pinned, and the last unpin will give it back. */
  static boolean freed(SpanRecord record) {
    // An input of a thousand characters must not live on in a record that may not be used again for
    // hours.
    record.clearAll();
    long word = (long) WORD.getAcquire(record);
    while (true) {
      if ((word & PIN_MASK) == 0) {
        // Nobody can pin what is not open, so nobody else writes the word.
        WORD.setRelease(record, (word & ~STATE_MASK) | FREE);
        return true;
      }
      if (WORD.compareAndSet(record, word, word | ZOMBIE)) {
        return false;
      }
      word = (long) WORD.getVolatile(record);
    }
  }

  private static long opened(int generation) {
    return (long) generation << GENERATION_SHIFT | OPEN;
  }
}
