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
 * more spans open than its part fetches the further ones from the shared stack, and those go back
 * there.
 *
 * <pre>
 *   shared stack ──refill──▶ owner's list ──start──▶ open ──end by the owner──▶ owner's list
 *        ▲                        │  ▲                └────end by another────▶ return stack ─┐
 *        └────────spill───────────┘  └───────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>What resting threads hold is not there for others: with few of them that is nothing to speak
 * of, with {@value #MAX_OWNERS} it is up to half of {@code maxOpenSpans}.
 */
public final class OpenSpans {
  /** The largest {@code maxOpenSpans}: an id's number has room for 20 bits of index. */
  public static final int MAX_RECORDS = 1 << 20;

  static final int MAX_OWNERS = 256;
  static final int MAX_LIST = 64;
  private static final int MIN_LIST = 8;
  private static final int INDEX_BITS = 20;
  private static final int GENERATION_BITS = 32;
  private static final int EPOCH_BITS = SpanIds.NUMBER_BITS - GENERATION_BITS - INDEX_BITS;

  // A bare array: an AtomicReferenceArray's type checks make a start so large that the JIT leaves
  // calls to it standing.
  private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(RecordOwner[].class);

  private final Object tracer;
  private final SpanIds ids;
  private final SharedRecords shared;

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
  public OpenSpans(Object tracer, SpanIds ids, int maxOpenSpans) {
    this.tracer = tracer;
    this.ids = ids;
    this.shared = new SharedRecords(tracer, maxOpenSpans);
    int capacity = Math.min(MAX_LIST, maxOpenSpans / (4 * MAX_OWNERS));
    this.listCapacity = capacity < MIN_LIST ? 0 : capacity;
    this.maxHeld = maxOpenSpans / (2 * MAX_OWNERS);
    this.none = new SpanRecord(tracer, MAX_RECORDS - 1, (1 << EPOCH_BITS) - 1);
  }

  /** The record of spans that record nothing: never open. */
  public SpanRecord none() {
    return none;
  }

  /**
   * Takes a free record, for {@link #open}.
   *
   * @param state the calling thread's
   * @return null where {@code maxOpenSpans} are open
   */
  public SpanRecord take(long[] state) {
    RecordOwner owner = owner(state);
    SpanRecord record =
        owner != null && (owner.freeCount > 0 || refill(owner))
            ? shared.own(owner.free[--owner.freeCount])
            : takeShared();
    if (record != null) {
      record.clear();
    }
    return record;
  }

  /**
   * Opens a record that {@link #take} gave and the caller filled.
   *
   * @return the generation, which with the record is the handle
   */
  public int open(SpanRecord record) {
    int generation = record.generation() + 1;
    record.open(generation);
    return generation;
  }

  /**
   * Writes the number of a span's id into the record, which the caller has ended; see {@link
   * #identify}.
   */
  public void number(SpanRecord record) {
    record.spanHi = 0;
    record.spanLo = number(record, record.generation());
  }

  /** Makes the id of the number, in the record or in a copy of it. */
  public void identify(SpanFields span) {
    long low = ids.low(span.spanLo);
    span.spanLo = low;
    span.spanHi = ids.high(low);
  }

  /** The low half of the id of a handle's span, open or not. */
  public long low(SpanRecord record, int generation) {
    return ids.low(number(record, generation));
  }

  /** The high half that belongs to a low one. */
  public long high(long low) {
    return ids.high(low);
  }

  /**
   * The record of an open span.
   *
   * @return null where no span of this id is open here; where not null, {@link SpanRecord#isOpen}
   *     may have changed since
   */
  public SpanRecord find(long idHigh, long idLow) {
    long number = ids.number(idHigh, idLow);
    int index = (int) number & (MAX_RECORDS - 1);
    if (number < 0 || index >= shared.count()) {
      return null;
    }
    SpanRecord record = shared.get(index);
    int generation = generationOf(number);
    return record != null
            && record.epoch == epochOf(number)
            && SpanRecord.isOpen(record, generation)
        ? record
        : null;
  }

  /** The generation in an id of this tracer. */
  public int generation(long idHigh, long idLow) {
    return generationOf(ids.number(idHigh, idLow));
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
   * Ends a write that {@link SpanRecord#access} allowed.
   *
   * @param access what it returned
   * @param bits which fields were written
   */
  public void written(SpanRecord record, int access, int bits) {
    if (access == SpanRecord.OWNED) {
      record.markOwned(bits);
      return;
    }
    record.markLate(bits);
    if (SpanRecord.unpinned(record)) {
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
    int count = shared.count();
    for (int i = 0; i < count; i++) {
      SpanRecord record = shared.get(i);
      if (record != null) {
        int generation = record.generationAcquire();
        if (SpanRecord.isOpen(record, generation) && !visitor.visit(record, generation)) {
          return;
        }
      }
    }
  }

  /** Leaves the places of dead threads to new ones; called now and then. */
  public void vacateDeadOwners() {
    for (int i = 0; i < ownerCount(); i++) {
      RecordOwner owner = (RecordOwner) OWNER.getVolatile(owners, i);
      if (owner != null) {
        owner.vacateIfDead();
      }
    }
  }

  private void push(SpanRecord record) {
    SpanRecord free = record.isWornOut() ? renewed(record) : record;
    RecordOwner owner = free.owner;
    if (owner == null) {
      shared.push(free);
    } else if (owner.isCurrentThread()) {
      if (owner.freeCount == owner.free.length) {
        spill(owner, listCapacity / 2);
      }
      owner.free[owner.freeCount++] = free.index;
    } else {
      owner.pushReturned(free);
    }
  }

  /**
   * A record whose generations are used up makes room for another: an old handle then never
   * matches.
   */
  private SpanRecord renewed(SpanRecord old) {
    SpanRecord fresh = new SpanRecord(tracer, old.index, (old.epoch + 1) & ((1 << EPOCH_BITS) - 1));
    fresh.owner = old.owner;
    shared.replace(fresh);
    return fresh;
  }

  /** Fills an owner's empty list; false where it holds all that it may, or nothing is free. */
  private boolean refill(RecordOwner owner) {
    takeReturned(owner);
    while (owner.freeCount < listCapacity / 2 && owner.held < maxHeld) {
      SpanRecord record = takeShared();
      if (record == null) {
        break;
      }
      record.owner = owner;
      owner.held++;
      owner.free[owner.freeCount++] = record.index;
    }
    return owner.freeCount > 0;
  }

  /**
   * Moves what other threads gave back to the list, and what has no room there to the shared stack.
   */
  private void takeReturned(RecordOwner owner) {
    int top = owner.takeReturned();
    while (top != 0) {
      SpanRecord record = shared.get(top - 1);
      top = record.nextFree;
      if (owner.freeCount < owner.free.length) {
        owner.free[owner.freeCount++] = record.index;
      } else {
        disown(owner, record);
      }
    }
  }

  private void spill(RecordOwner owner, int count) {
    for (int i = 0; i < count; i++) {
      disown(owner, shared.own(owner.free[--owner.freeCount]));
    }
  }

  private void disown(RecordOwner owner, SpanRecord record) {
    record.owner = null;
    owner.held--;
    shared.push(record);
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
      if (owner != null && owner.occupy()) {
        takeReturned(owner);
        any |= owner.freeCount > 0;
        spill(owner, owner.freeCount);
        owner.vacate();
      }
    }
    return any;
  }

  private RecordOwner owner(long[] state) {
    long place = state[ThreadState.OWNER];
    if (place == 0) {
      place =
          listCapacity == 0 || VirtualThreads.isCurrentVirtual() ? ThreadState.NO_OWNER : moveIn();
      state[ThreadState.OWNER] = place;
    }
    return place == ThreadState.NO_OWNER ? null : owners[(int) place - 1];
  }

  /**
   * Finds a place for the calling thread: its own, where its thread-locals were cleared (the common
   * pool does so after each task), else a vacant one, else a new one; returns it plus 1.
   */
  private long moveIn() {
    long found = findOwner(RecordOwner::isCurrentThread);
    if (found != 0) {
      return found;
    }
    vacateDeadOwners();
    found = findOwner(RecordOwner::occupy);
    if (found != 0) {
      return found;
    }
    int place = ownerCount.getAndUpdate(n -> Math.min(n + 1, MAX_OWNERS));
    if (place == MAX_OWNERS) {
      return ThreadState.NO_OWNER;
    }
    OWNER.setVolatile(owners, place, new RecordOwner(Thread.currentThread(), listCapacity));
    return place + 1L;
  }

  /** The place of the first owner that is accepted, plus 1; 0 for none. */
  private long findOwner(Predicate<RecordOwner> which) {
    for (int i = 0; i < ownerCount(); i++) {
      RecordOwner owner = (RecordOwner) OWNER.getVolatile(owners, i);
      if (owner != null && which.test(owner)) {
        return i + 1L;
      }
    }
    return 0;
  }

  private int ownerCount() {
    return ownerCount.get();
  }

  /** What the id's number is made of: epoch, generation, index. */
  private static long number(SpanRecord record, int generation) {
    return (long) record.epoch << (GENERATION_BITS + INDEX_BITS)
        | (generation & 0xFFFF_FFFFL) << INDEX_BITS
        | record.index;
  }

  private static int generationOf(long number) {
    return (int) (number >>> INDEX_BITS);
  }

  private static int epochOf(long number) {
    return (int) (number >>> (GENERATION_BITS + INDEX_BITS));
  }
}
