package io.watchlog.tracer.internal.ring;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.watchlog.tracer.internal.span.SpanFields;
import java.util.function.BooleanSupplier;

/**
 * The ring between the threads that end spans and the one that journals them. {@link #tryPublish}
 * is for any thread, never blocks and allocates nothing; {@link #poll}, {@link #rest} and {@link
 * #seal} belong to the consumer.
 */
public final class SpanRing {
  /** Takes one slot of the ring. */
  @FunctionalInterface
  public interface Handler {
    /** Must not throw. The slot is cleared after the call. */
    void onSlot(SpanSlot slot);
  }

  /** Whether spans are taken. */
  public enum State {
    /** They are. */
    OPEN,
    /** The tracer is closed, or closing. */
    CLOSED,
    /** The journal thread died of an error. */
    FAILED
  }

  /** So many slots are consumed before producers see that they are free. */
  private static final int POLL_LIMIT = 256;

  private final RingBuffer<SpanSlot> ring;
  private final Sequence lastConsumed = new Sequence();
  private final IdleWait idleWait;
  private final long wakeMask;
  private final int muchWork;
  private final BooleanSupplier hasWork;
  private volatile long sealedSlots;
  private volatile State state = State.OPEN;

  /**
   * Whether a producer has to wake the consumer. Here and not where the consumer rests: each span
   * reads it, so it must be in a line that is hardly ever written.
   */
  private volatile boolean asleep;

  /**
   * An empty ring.
   *
   * @param size a power of two
   */
  public SpanRing(int size, IdleWait idleWait) {
    this.ring = RingBuffer.createMultiProducer(SpanSlot::new, size, idleWait);
    ring.addGatingSequences(lastConsumed);
    this.idleWait = idleWait;
    this.wakeMask = Math.max(1, size / 4) - 1L;
    this.hasWork = () -> ring.isAvailable(consumed());
    this.muchWork = Math.max(1, Math.min(POLL_LIMIT, size / 16));
  }

  /**
   * Copies an ended span into the ring.
   *
   * <p>All of it in one method, on purpose: over 325 bytes of bytecode HotSpot never inlines it. So
   * what surrounds the call, {@code Span.end}, is always small enough to be inlined into the
   * application's code, and the JIT can leave out the allocation of the handle. References are
   * stored only where they differ: under G1 that is what a copy costs most.
   *
   * @param span its fields
   * @param bits which of them were set
   * @param overrides what was given with the end, or null
   * @return false where the ring is full, or not open any more; the span is then the caller's to
   *     count
   */
  @SuppressWarnings("ReferenceEquality") // a store that changes nothing is what is to be saved
  public boolean tryPublish(SpanFields span, int bits, SpanFields overrides) {
    if (state != State.OPEN) {
      return false;
    }
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      return false;
    }
    try {
      SpanSlot slot = ring.get(sequence);
      slot.set = bits;
      slot.traceNumber = span.traceNumber;
      slot.spanNumber = span.spanNumber;
      slot.parentNumber = span.parentNumber;
      slot.startNs = span.startNs;
      slot.endNs = span.endNs;
      slot.wallOffsetNs = span.wallOffsetNs;
      if (slot.name != span.name) {
        slot.name = span.name;
      }
      if (slot.metadata != span.metadata) {
        slot.metadata = span.metadata;
      }
      if ((bits & SpanFields.TOKENS) != 0) {
        slot.tokens = span.tokens;
        slot.outputTokens = span.outputTokens;
      }
      if ((bits & SpanFields.COST) != 0) {
        slot.cost = span.cost;
      }
      if ((bits & SpanFields.MODEL) != 0 && slot.model != span.model) {
        slot.model = span.model;
      }
      if ((bits & SpanFields.PROVIDER) != 0 && slot.provider != span.provider) {
        slot.provider = span.provider;
      }
      if ((bits & SpanFields.INPUT) != 0) {
        slot.input = span.input;
      }
      if ((bits & SpanFields.OUTPUT) != 0) {
        slot.output = span.output;
      }
      if ((bits & SpanFields.RARE) != 0) {
        slot.fillRare(span);
      }
      if (overrides != null) {
        slot.override(overrides);
      }
      slot.filled = true;
    } catch (RuntimeException | Error e) {
      // An empty slot, which the journal counts; the caller's thread must not notice.
      ring.get(sequence).clear();
    } finally {
      // Also if copying failed: a claimed slot that is never published would stall the ring for
      // good.
      ring.publish(sequence);
    }
    try {
      if (asleep || (sequence & wakeMask) == 0) {
        idleWait.wake();
      }
    } catch (StackOverflowError | OutOfMemoryError e) {
      // It is published, and so nobody's to count: the next span wakes the consumer, or it finds
      // this one when its rest ends.
    }
    return true;
  }

  /**
   * How many slots were claimed for spans so far, which includes those whose producer is still
   * copying.
   */
  public long claimed() {
    return Math.max(consumed(), ring.getCursor() + 1 - sealedSlots);
  }

  /** Whether spans are taken. */
  public State state() {
    return state;
  }

  /** Takes no more spans; a tracer that has failed stays failed. */
  public synchronized void close() {
    if (state == State.OPEN) {
      state = State.CLOSED;
    }
  }

  /** Takes no more spans, for ever. */
  public synchronized void fail() {
    state = State.FAILED;
  }

  /** Whether less than half of the slots are free. */
  public boolean isHalfFull() {
    return ring.remainingCapacity() < ring.getBufferSize() / 2;
  }

  /** Ends the consumer's rest, or its next one, from any thread. */
  public void wake() {
    idleWait.wake();
  }

  /** Hands published slots to the handler, up to some hundred; returns how many. */
  public int poll(Handler handler) {
    long first = consumed();
    long next = first;
    if (asleep && isClaimed(first)) {
      asleep = false; // first of all, since until then each span wakes this thread
    }
    try {
      while (next - first < POLL_LIMIT && ring.isAvailable(next)) {
        SpanSlot slot = ring.get(next++);
        try {
          handler.onSlot(slot);
        } finally {
          slot.clear();
        }
      }
    } finally {
      if (next > first) {
        lastConsumed.set(next - 1);
      }
    }
    int count = (int) (next - first);
    if (count > 0) {
      idleWait.worked(count >= muchWork);
    }
    return count;
  }

  /** How many slots the consumer has been through. */
  public long consumed() {
    return lastConsumed.get() + 1;
  }

  /**
   * Parks the consumer for a moment if nothing was published meanwhile, or after a long time
   * without a span until one is; returns whether there is something to poll now.
   */
  public boolean rest() {
    boolean announced = asleep && state == State.OPEN;
    if (!announced && idleWait.isDrowsy() && !isClaimed(consumed())) {
      asleep = true;
    }
    idleWait.rest(hasWork, announced);
    return hasWork.getAsBoolean();
  }

  /** Whether there is a span in the slot, or will be one as soon as its producer has copied it. */
  private boolean isClaimed(long sequence) {
    return ring.getCursor() >= sequence;
  }

  /**
   * Takes all free slots for ever, so that no span can be published any more.
   *
   * @return how many spans were claimed and will not be consumed: the caller's to count
   */
  public long seal() {
    long taken = 0;
    int free = (int) ring.remainingCapacity();
    while (free > 0) {
      // Counted before it is claimed: who reads in between must not take a sealed slot for a span.
      sealedSlots = taken + free;
      try {
        long unused = ring.tryNext(free);
        taken += free;
      } catch (InsufficientCapacityException e) {
        // A producer was faster; what is left is looked at again.
      }
      free = (int) ring.remainingCapacity();
    }
    sealedSlots = taken;
    return claimed() - consumed();
  }
}
