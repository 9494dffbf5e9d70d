package io.watchlog.tracer.internal.span;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Pool and registry of open spans: a record for each, found by its index, which every id carries.
 * Starting, ending and looking up are O(1), and allocate nothing once the records are there.
 * Thread-safe.
 *
 * <p>A record is free in one of three places: its owner's list, its owner's return stack, or the
 * shared stack, which is where owners fetch from and spill to, a few at a time. Threads without an
 * owner (virtual ones, those beyond {@value #MAX_OWNERS}, and all of them where {@code
 * maxOpenSpans} is so small that private lists would hold too much of it) use the shared stack
 * directly.
 *
 * <p>What other threads gave back waits on the return stack until the owner starts a span, however
 * long it rests. Therefore all owners together hold at most half of the records: a thread that has
 * more spans open than its part lets go of some of them, one after the other, whenever it needs
 * others. Those stay open, and are nobody's: their setters pin them, their end leaves them to all.
 *
 * <pre>
 *   shared stack ──refill──▶ owner's list ──start──▶ open ──end by the owner──▶ owner's list
 *     ▲     ▲                     │  ▲                │└───end by another────▶ return stack ─┐
 *     │     └────────spill────────┘  └────────────────┼──────────────────────────────────────┘
 *     └──────────end by anybody──────nobody's─────────┘let go
 * </pre>
 *
 * <p>What resting threads hold is not there for others: with few of them that is nothing to speak
 * of, with {@value #MAX_OWNERS} it is up to half of {@code maxOpenSpans}.
 */
public final class OpenSpans {
  /** The largest {@code maxOpenSpans}: a {@link SpanNumber} has no room for more. */
  public static final int MAX_RECORDS = 1 << SpanNumber.INDEX_BITS;

  static final int MAX_OWNERS = 256;
  static final int MAX_LIST = 64;
  private static final int MIN_LIST = 8;

  // A bare array: an AtomicReferenceArray's type checks make a start so large that the JIT leaves
  // calls to it standing.
  private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(RecordOwner[].class);

  /** More than there may be owners, so that few of them share a place. */
  static final int PLACES = 4 * MAX_OWNERS;

  private final SharedRecords shared;
  private final ThreadState threads;

  /**
   * Owners by their thread's number, any of those that share a place. Read and written without
   * ordering: who finds an owner that bears its own thread has written it itself.
   */
  private final RecordOwner[] ownersByThread = new RecordOwner[PLACES];

  private final RecordOwner[] owners = new RecordOwner[MAX_OWNERS];
  private final AtomicInteger ownerCount = new AtomicInteger();
  private final int listCapacity;

  /** How many records may be an owner's: free, open or given back. */
  private final int maxHeld;

  private final SpanRecord none;

  /**
   * An empty pool.
   *
   * @param tracer goes into each record
   * @param maxOpenSpans up to {@link #MAX_RECORDS}; 0 for a pool that gives nothing
   */
  public OpenSpans(Object tracer, int maxOpenSpans) {
    this(tracer, maxOpenSpans, new ThreadState());
  }

  OpenSpans(Object tracer, int maxOpenSpans, ThreadState threads) {
    this.threads = threads;
    this.shared = new SharedRecords(tracer, maxOpenSpans);
    int capacity = Math.min(MAX_LIST, maxOpenSpans / (4 * MAX_OWNERS));
    this.listCapacity = capacity < MIN_LIST ? 0 : capacity;
    this.maxHeld = maxOpenSpans / (2 * MAX_OWNERS);
    this.none = new SpanRecord(tracer, MAX_RECORDS - 1, SpanNumber.LAST_EPOCH);
  }

  /** The record of spans that record nothing: never open. */
  public SpanRecord none() {
    return none;
  }

  /** What is kept for the calling thread, as {@link ThreadState} describes it. */
  public long[] threadState() {
    RecordOwner owner = owner();
    return owner != null ? owner.state : threads.get();
  }

  /**
   * Takes a free record, for {@link #open}.
   *
   * @return null where {@code maxOpenSpans} are open
   */
  public SpanRecord take() {
    RecordOwner owner = owner();
    SpanRecord record;
    if (owner != null && (owner.freeCount() > 0 || refill(owner))) {
      record = owner.pop();
      record.handTo(Thread.currentThread());
    } else {
      record = takeShared();
      if (record == null) {
        return null;
      }
    }
    record.clear();
    return record;
  }

  /**
   * Opens a record that {@link #take} gave and the caller filled.
   *
   * @return the generation, which with the record is the handle
   */
  public int open(SpanRecord record) {
    return record.open();
  }

  /**
   * The record of an open span.
   *
   * @param number of an id, a {@link SpanNumber}; negative for none
   * @return null where no span of this id is open here; where not null, {@link SpanRecord#isOpen}
   *     may have changed since
   */
  public SpanRecord find(long number) {
    return shared.findOpen(number);
  }

  /**
   * Ends the handle's span: true for the first caller, who then copies the fields and calls {@link
   * #giveBack}.
   */
  public boolean end(SpanRecord record, int generation) {
    return SpanRecord.end(record, generation);
  }

  /**
   * Frees the record of a span that the caller ended, or leaves that to a thread that has it
   * pinned.
   */
  public void giveBack(SpanRecord record) {
    if (SpanRecord.freed(record)) {
      push(record);
    }
  }

  /**
   * Ends a write under a pin; the owner's ends with {@link SpanRecord#markOwned}.
   *
   * @param bits which fields were written
   */
  public void writtenLate(SpanRecord record, int bits) {
    record.markLate(bits);
    unpin(record);
  }

  private void unpin(SpanRecord record) {
    if (SpanRecord.unpinned(record)) {
      record.clearAll();
      push(record);
    }
  }

  /** Is given each span that was open as it was passed. */
  @FunctionalInterface
  public interface Visitor {
    /** Returns false to stop. */
    boolean visit(SpanRecord record, int generation);
  }

  /** Visits what is open, in no order; spans that start meanwhile may be missed. */
  public void forEachOpen(Visitor visitor) {
    shared.forEachOpen(visitor);
  }

  /**
   * Leaves the places of dead threads to new ones, their free records to all, and the threads
   * themselves to the garbage collector; called now and then.
   */
  public void vacateDeadOwners() {
    for (int i = 0; i < ownerCount(); i++) {
      RecordOwner owner = (RecordOwner) OWNER.getVolatile(owners, i);
      if (owner != null) {
        owner.vacateIfDead();
        boolean unused = emptyIfVacant(owner);
      }
    }
  }

  private void push(SpanRecord record) {
    RecordOwner owner = record.owner;
    if (record.isOf(Thread.currentThread())) {
      if (owner.isFull()) {
        spill(owner, listCapacity / 2);
      }
      owner.push(renewedIfWornOut(record));
    } else if (owner != null) {
      owner.pushReturned(record);
    } else {
      shared.push(renewedIfWornOut(record));
    }
  }

  /**
   * A record whose generations are used up makes room for another: an old handle then never
   * matches. An owner's is renewed by its thread.
   */
  private SpanRecord renewedIfWornOut(SpanRecord record) {
    return record.isWornOut() ? renewed(record) : record;
  }

  private SpanRecord renewed(SpanRecord old) {
    SpanRecord fresh = shared.replaced(old);
    if (old.owner != null) {
      old.owner.holdInPlaceOf(old, fresh);
    }
    return fresh;
  }

  /** Fills an owner's empty list; false where it holds all that it may, or nothing is free. */
  private boolean refill(RecordOwner owner) {
    takeReturned(owner);
    boolean noneCameBack = owner.freeCount() == 0;
    while (owner.freeCount() < listCapacity / 2 && (owner.mayHoldMore() || noneCameBack)) {
      SpanRecord record = takeShared();
      if (record == null) {
        break;
      }
      if (owner.mayHoldMore()) {
        owner.hold(record);
      } else if (!heldInPlaceOfOpen(owner, record)) {
        shared.push(record);
        break;
      }
      owner.push(record);
    }
    return owner.freeCount() > 0;
  }

  /**
   * Makes a record the owner's, and in its place the next of its open ones nobody's; false where
   * none is open. Called by the owner's thread, which writes to none meanwhile.
   */
  private boolean heldInPlaceOfOpen(RecordOwner owner, SpanRecord fresh) {
    for (int i = 0; i < maxHeld; i++) {
      SpanRecord old = owner.nextHeld();
      // Who ends the span meanwhile sees the pin, and leaves the record to this thread; who ends it
      // later sees that it is nobody's.
      if (SpanRecord.pinned(old, old.generation())) {
        owner.holdInPlaceOf(old, fresh);
        unpin(old);
        return true;
      }
    }
    return false;
  }

  /**
   * Moves what other threads gave back to the list, and what has no room there to the shared stack.
   */
  private void takeReturned(RecordOwner owner) {
    int top = owner.takeReturned();
    while (top != 0) {
      SpanRecord record = shared.get(top - 1);
      top = record.nextFree;
      SpanRecord free = renewedIfWornOut(record);
      if (owner.isFull()) {
        leaveToAll(owner, free);
      } else {
        owner.push(free);
      }
    }
  }

  private void spill(RecordOwner owner, int count) {
    for (int i = 0; i < count; i++) {
      leaveToAll(owner, owner.pop());
    }
  }

  private void leaveToAll(RecordOwner owner, SpanRecord free) {
    owner.letGo(free);
    shared.push(free);
  }

  private SpanRecord takeShared() {
    SpanRecord record = shared.take();
    return record == null && emptyVacantOwners() ? shared.take() : record;
  }

  /** Fetches what dead threads left; true where that was something. */
  private boolean emptyVacantOwners() {
    boolean any = false;
    for (int i = 0; i < ownerCount(); i++) {
      RecordOwner owner = (RecordOwner) OWNER.getVolatile(owners, i);
      any |= owner != null && emptyIfVacant(owner);
    }
    return any;
  }

  /** Makes what a dead thread left free for all; true where that was something. */
  private boolean emptyIfVacant(RecordOwner owner) {
    if (!owner.occupy()) {
      return false;
    }
    takeReturned(owner);
    boolean any = owner.freeCount() > 0;
    spill(owner, owner.freeCount());
    owner.vacate();
    return any;
  }

  /** The calling thread's owner, or null; not by a thread-local, which would take longer. */
  private RecordOwner owner() {
    Thread thread = Thread.currentThread();
    RecordOwner owner = ownersByThread[place(thread)];
    return owner != null && owner.isOf(thread) ? owner : findOwner(thread);
  }

  private static int place(Thread thread) {
    return (int) thread.getId() & (PLACES - 1);
  }

  private RecordOwner findOwner(Thread thread) {
    long[] state = threads.get();
    if (state[ThreadState.OWNER] == 0) {
      state = moveIn(thread, state);
    }
    long number = state[ThreadState.OWNER];
    if (number == ThreadState.NO_OWNER) {
      return null;
    }
    RecordOwner owner = owners[(int) number - 1];
    ownersByThread[place(thread)] = owner;
    return owner;
  }

  /**
   * Finds an owner for the calling thread: its own, where its thread-locals were cleared (the
   * common pool does so after each task), else a vacant one, else a new one. Returns the thread's
   * state, with the owner's number in it.
   */
  private long[] moveIn(Thread thread, long[] state) {
    if (listCapacity == 0 || VirtualThreads.isCurrentVirtual()) {
      state[ThreadState.OWNER] = ThreadState.NO_OWNER;
      return state;
    }
    long own = firstOwner(owner -> owner.isOf(thread));
    if (own != 0) {
      long[] kept = owners[(int) own - 1].state;
      threads.set(kept);
      return kept;
    }
    vacateDeadOwners();
    long number = firstOwner(RecordOwner::occupy);
    if (number == 0) {
      int index = ownerCount.getAndUpdate(n -> Math.min(n + 1, MAX_OWNERS));
      if (index == MAX_OWNERS) {
        state[ThreadState.OWNER] = ThreadState.NO_OWNER;
        return state;
      }
      OWNER.setVolatile(owners, index, new RecordOwner(thread, listCapacity, maxHeld));
      number = index + 1L;
    }
    state[ThreadState.OWNER] = number;
    owners[(int) number - 1].state = state;
    return state;
  }

  /** The number of the first owner that is accepted; 0 for none. */
  private long firstOwner(Predicate<RecordOwner> which) {
    for (int i = 0; i < ownerCount(); i++) {
      RecordOwner owner = (RecordOwner) OWNER.getVolatile(owners, i);
      if (owner != null && which.test(owner)) {
        return i + 1L;
      }
    }
    return 0;
  }

  int ownerCount() {
    return ownerCount.get();
  }
}
