package io.watchlog.tracer.internal.span;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers for new traces, unique within the tracer: each thread counts in a block of its own.
 * Thread-safe.
 */
public final class TraceNumbers {
  private static final int BLOCK_BITS = 20;

  /** From 1, since a thread without a current trace has the number 0. */
  private final AtomicLong nextBlock = new AtomicLong(1);

  /** The next number, never 0; {@code state} is the calling thread's. */
  public long next(long[] state) {
    long number = state[ThreadState.NEXT_TRACE];
    if (number == state[ThreadState.TRACE_LIMIT]) {
      number = nextBlock.getAndIncrement() << BLOCK_BITS;
      state[ThreadState.TRACE_LIMIT] = number + (1L << BLOCK_BITS);
    }
    state[ThreadState.NEXT_TRACE] = number + 1;
    return number;
  }
}
