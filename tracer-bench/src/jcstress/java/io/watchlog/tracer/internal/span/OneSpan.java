package io.watchlog.tracer.internal.span;

/**
 * A pool that has room for one span, and that span: whoever starts the next one reuses its memory.
 */
final class OneSpan {
  final OpenSpans pool = pool(1);
  final SpanRecord record = pool.take();
  final int generation = pool.open(record);

  /** A pool that no thread has met before, and that leaves nothing with threads. */
  static OpenSpans pool(int maxOpenSpans) {
    return new OpenSpans("jcstress", maxOpenSpans, NewThreads.ALL);
  }

  private static final class NewThreads extends ThreadState {
    static final NewThreads ALL = new NewThreads();

    @Override
    public long[] get() {
      return new long[LENGTH];
    }
  }

  boolean end() {
    return pool.end(record, generation);
  }

  /** Starts the next span in the same memory; null where a pin still holds it. */
  SpanRecord next() {
    SpanRecord next = pool.take();
    if (next != null) {
      int unused = pool.open(next);
    }
    return next;
  }

  /** Sets a cost through any handle; false where the span is not open any more. */
  static boolean cost(OpenSpans pool, SpanRecord record, int generation, double cost) {
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return false;
    }
    record.cost = cost;
    if (access == SpanRecord.OWNED) {
      record.markOwned(SpanFields.COST);
    } else {
      pool.writtenLate(record, SpanFields.COST);
    }
    return true;
  }

  /** The cost that the end of this span would send; 0 where none was set. */
  static int sentCost(SpanRecord record) {
    return (record.allSet() & SpanFields.COST) == 0 ? 0 : (int) record.cost;
  }
}
