package io.watchlog.tracer.internal.span;

/**
 * What a tracer keeps for each thread: its current trace, its numbers for new traces and its place
 * among the owners of records. Only a {@code long[]} goes into the thread's map, no class of the
 * tracer's, so that a redeployed application leaks no class loader through a pooled thread. Where a
 * pool clears its threads' thread-locals, a thread that has an owner keeps its state. Not final for
 * the tests of races, which give it none to keep.
 */
public class ThreadState {
  /** The number of the current trace; 0 where there is none. */
  public static final int CURRENT_TRACE = 0;

  /** The next number for a trace of this thread. */
  static final int NEXT_TRACE = 1;

  /** One behind the last number of this thread's block. */
  static final int TRACE_LIMIT = 2;

  /**
   * The owner's number, from 1; 0 where not asked yet, {@link #NO_OWNER} where the thread gets
   * none.
   */
  static final int OWNER = 3;

  static final int NO_OWNER = -1;
  static final int LENGTH = 4;

  private final ThreadLocal<long[]> states = ThreadLocal.withInitial(() -> new long[LENGTH]);

  /** The calling thread's. */
  public long[] get() {
    return states.get();
  }

  /** Puts back what a pool of threads has cleared. */
  void set(long[] state) {
    states.set(state);
  }

  /** For tests: as a pool does that clears the thread-locals of its threads between tasks. */
  void clear() {
    states.remove();
  }
}
