package io.watchlog.tracer.internal.span;

/**
 * A pool that has room for one span, and that span: whoever starts the next one reuses its memory.
 */
final class OneSpan {
  // For all states: making one takes randomness from the system.
  private static final SpanIds IDS = new SpanIds();

  final OpenSpans pool = new OpenSpans(IDS, IDS, 1);
  final SpanRecord record = pool.take(newThread());
  final int generation = pool.open(record);

  /** What a thread brings along that has not met a pool before. */
  static long[] newThread() {
    return new long[ThreadState.OWNER + 1];
  }

  boolean end() {
    return pool.end(record, generation);
  }

  /** Starts the next span in the same memory; null where a pin still holds it. */
  SpanRecord next() {
    SpanRecord next = pool.take(newThread());
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
    pool.written(record, access, SpanFields.COST);
    return true;
  }

  /** The cost that the end of this span would send; 0 where none was set. */
  static int sentCost(SpanRecord record) {
    return (record.allSet() & SpanFields.COST) == 0 ? 0 : (int) record.cost;
  }
}
