package io.watchlog.tracer.internal.span;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All records by their index, made as they are needed, and the stack of those that are free and
 * nobody's. Thread-safe and free of locks.
 */
final class SharedRecords {
  // A bare array: an AtomicReferenceArray's type checks make a start so large that the JIT leaves
  // calls to it standing.
  private static final VarHandle RECORD = MethodHandles.arrayElementVarHandle(SpanRecord[].class);

  private final Object tracer;
  private final SpanRecord[] records;
  private final AtomicInteger count = new AtomicInteger();

  /** A tag against ABA in the high half, the top's index plus 1 in the low half. */
  private final AtomicLong head = new AtomicLong();

  SharedRecords(Object tracer, int capacity) {
    this.tracer = tracer;
    this.records = new SpanRecord[capacity];
  }

  /** How many there are; the last of them may be in the making. */
  int count() {
    return count.get();
  }

  /** Any record, for any thread; null where it is in the making. */
  SpanRecord get(int index) {
    return (SpanRecord) RECORD.getAcquire(records, index);
  }

  /** Puts a new record, of the next epoch, in the place of one. */
  SpanRecord replaced(SpanRecord old) {
    return made(old.index, (old.epoch + 1) & SpanNumber.LAST_EPOCH);
  }

  private SpanRecord made(int index, int epoch) {
    SpanRecord record = new SpanRecord(tracer, index, epoch);
    RECORD.setRelease(records, index, record);
    return record;
  }

  /** The record of an open span; null where no span of this number is open. */
  SpanRecord findOpen(long number) {
    int index = SpanNumber.index(number);
    if (number < 0 || index >= count()) {
      return null;
    }
    SpanRecord record = get(index);
    return record != null
            && record.epoch == SpanNumber.epoch(number)
            && SpanRecord.isOpen(record, SpanNumber.generation(number))
        ? record
        : null;
  }

  /** Visits what is open. */
  void forEachOpen(OpenSpans.Visitor visitor) {
    int count = count();
    for (int i = 0; i < count; i++) {
      SpanRecord record = get(i);
      if (record != null) {
        int generation = record.generationAcquire();
        if (SpanRecord.isOpen(record, generation) && !visitor.visit(record, generation)) {
          return;
        }
      }
    }
  }

  /**
   * A free record, or a new one; null where all that there may be are in use or on owners' lists.
   */
  SpanRecord take() {
    SpanRecord record = pop();
    return record != null ? record : create();
  }

  /** Makes a record free for all. */
  void push(SpanRecord record) {
    while (true) {
      long seen = head.get();
      record.nextFree = (int) seen;
      if (head.compareAndSet(seen, tagged(seen, record.index + 1))) {
        return;
      }
    }
  }

  private SpanRecord pop() {
    while (true) {
      long seen = head.get();
      int top = (int) seen;
      if (top == 0) {
        return null;
      }
      SpanRecord record = get(top - 1);
      if (head.compareAndSet(seen, tagged(seen, record.nextFree))) {
        return record;
      }
    }
  }

  private SpanRecord create() {
    int index = count.get();
    while (index < records.length) {
      if (count.compareAndSet(index, index + 1)) {
        return made(index, 0);
      }
      index = count.get();
    }
    return null;
  }

  private static long tagged(long seen, int top) {
    return ((seen >>> 32) + 1) << 32 | top;
  }
}
