package io.watchlog.tracer;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.span.OpenSpans;
import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanIds;
import io.watchlog.tracer.internal.span.SpanRecord;
import io.watchlog.tracer.internal.span.ThreadState;
import io.watchlog.tracer.internal.span.TraceNumbers;
import io.watchlog.tracer.internal.span.WallClock;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The hot path: what start, the setters and end do on the application's threads. Thread-safe; never
 * throws, logs or, but for {@link RingOverflow} under {@code BLOCK}, waits.
 */
final class SpanRecorder {
  private final boolean enabled;
  private final OpenSpans openSpans;
  private final SpanIds spanIds = new SpanIds();
  private final SpanIds traceIds = new SpanIds();
  private final TraceNumbers traceNumbers = new TraceNumbers();
  private final ThreadState threads = new ThreadState();

  /** Spans that record nothing share a record, and have each a generation for their ids. */
  private final AtomicInteger unrecorded = new AtomicInteger();

  private final SpanRing ring;
  private final RingOverflow overflow;
  private final WallClock clock;
  private final Counters counters;
  private final CallerMistakes mistakes;
  private final ValueRules values;

  SpanRecorder(
      int maxOpenSpans,
      ValueRules values,
      SpanRing ring,
      RingOverflow overflow,
      WallClock clock,
      Counters counters,
      CallerMistakes mistakes) {
    this.enabled = ring != null;
    this.openSpans = new OpenSpans(this, spanIds, maxOpenSpans);
    this.ring = ring;
    this.overflow = overflow;
    this.clock = clock;
    this.counters = counters;
    this.mistakes = mistakes;
    this.values = values;
  }

  /** A recorder whose spans record nothing. */
  static SpanRecorder disabled(WallClock clock) {
    Counters counters = new Counters();
    CallerMistakes mistakes = new CallerMistakes(counters);
    return new SpanRecorder(0, new ValueRules(0, mistakes), null, null, clock, counters, mistakes);
  }

  ValueRules values() {
    return values;
  }

  Trace startTrace() {
    return new Trace(this, 0, newCurrentTrace(threads.get()), null);
  }

  /** A handle to a trace that was begun elsewhere. */
  Trace trace(String id) {
    if (id == null || id.isBlank()) {
      mistakes.invalid("trace id");
      return new Trace(this, 0, traceIds.low(traceNumbers.next(threads.get())), null);
    }
    if (SpanIds.isPlain(Trace.PREFIX, id)) {
      long high = SpanIds.highOf(Trace.PREFIX, id);
      long low = SpanIds.lowOf(Trace.PREFIX, id);
      if (high != 0) {
        return new Trace(this, traceIds.number(high, low) < 0 ? high : 0, low, null);
      }
    }
    return new Trace(this, 0, 0, values.cutWord(id));
  }

  void leave(Trace trace) {
    long[] state = threads.get();
    if (isOurs(trace) && state[ThreadState.CURRENT_TRACE] == trace.low()) {
      state[ThreadState.CURRENT_TRACE] = 0;
    }
  }

  Span startRoot(String name, Metadata metadata) {
    return start(currentTrace(), null, 0, 0, null, null, name, metadata);
  }

  Span startRoot(Trace trace, String name, Metadata metadata) {
    boolean ours = isOurs(trace);
    Trace foreign = ours ? null : trace;
    return start(ours ? trace.low() : 0, foreign, 0, 0, null, foreign, name, metadata);
  }

  Span startChild(Span parent, String name, Metadata metadata) {
    if (parent.recorder() != this) {
      return startForeignChild(parent, name, metadata);
    }
    long parentLow = openSpans.low(parent.record(), parent.generation());
    long traceLow = parent.traceLow();
    Trace foreign = traceLow != 0 ? null : parent.foreignTrace();
    return start(traceLow, foreign, 0, parentLow, null, foreign, name, metadata);
  }

  /** A child of another tracer's span. */
  private Span startForeignChild(Span parent, String name, Metadata metadata) {
    OpenSpans theirs = parent.recorder().openSpans;
    long parentLow = theirs.low(parent.record(), parent.generation());
    long parentHigh = theirs.high(parentLow);
    Trace trace = parent.foreignTrace();
    Span.Origin origin = new Span.Origin(trace, parent.id());
    return start(0, trace, parentHigh, parentLow, null, origin, name, metadata);
  }

  Span startChild(String parentId, String name, Metadata metadata) {
    if (parentId == null || parentId.isBlank()) {
      mistakes.invalid("parent id");
      return startRoot(name, metadata);
    }
    Span parent = findOpen(parentId);
    if (parent != null) {
      return startChild(parent, name, metadata);
    }
    long low = currentTrace();
    if (SpanIds.isPlain(Span.PREFIX, parentId) && SpanIds.highOf(Span.PREFIX, parentId) != 0) {
      long parentHigh = SpanIds.highOf(Span.PREFIX, parentId);
      long parentLow = SpanIds.lowOf(Span.PREFIX, parentId);
      return start(low, null, parentHigh, parentLow, null, parentId, name, metadata);
    }
    String text = values.cutWord(parentId);
    return start(low, null, 0, 0, text, text, name, metadata);
  }

  /**
   * The one place where spans begin, with the one allocation of their handle, which the JIT leaves
   * out as long as this is small enough to be inlined: what follows from the low halves of ids is
   * therefore left to {@link #identify}.
   *
   * @param traceLow low half of the trace's id where it is ours, else 0
   * @param foreign the trace where it is not ours
   * @param parentHigh 0 where the low half says all, because the parent is this tracer's
   * @param parentText the parent's id where its halves can't hold it
   * @param origin for {@link Span}
   */
  @SuppressWarnings("ReferenceEquality") // the record's name was checked when it was stored
  private Span start(
      long traceLow,
      Trace foreign,
      long parentHigh,
      long parentLow,
      String parentText,
      Object origin,
      String name,
      Metadata metadata) {
    SpanRecord record = openSpans.take(threads.get());
    int generation;
    if (record == null) {
      record = openSpans.none();
      generation = notRecorded();
    } else {
      if (foreign == null) {
        record.traceHi = 0;
        record.traceLo = traceLow;
      } else {
        record.traceHi = foreign.high();
        record.traceLo = foreign.low();
      }
      record.parentHi = parentHigh;
      record.parentLo = parentLow;
      SpanAttributes attributes = metadata == null ? null : metadata.attributes();
      String traceText = foreign == null ? null : foreign.text();
      if (record.traceText != traceText
          || record.parentText != parentText
          || record.name != name
          || record.metadata != attributes) {
        fillTexts(record, traceText, parentText, name, attributes);
      }
      record.wallOffsetNs = clock.offsetNs();
      record.startNs = System.nanoTime();
      generation = openSpans.open(record);
    }
    return new Span(record, generation, origin, traceLow, parentLow);
  }

  /** Stores what is another than in the record's last span: under G1 that is what costs most. */
  @SuppressWarnings("ReferenceEquality")
  private void fillTexts(
      SpanRecord record,
      String traceText,
      String parentText,
      String name,
      SpanAttributes attributes) {
    if (record.traceText != traceText) {
      record.traceText = traceText;
    }
    if (record.parentText != parentText) {
      record.parentText = parentText;
    }
    if (record.name != name) {
      record.name = values.name(name);
    }
    if (record.metadata != attributes) {
      record.metadata = attributes;
    }
  }

  /** Ends a span and publishes it; false where it had ended before. */
  boolean end(SpanRecord record, int generation, SpanData data) {
    SpanFields overrides = overrides(data);
    if (!openSpans.end(record, generation)) {
      stale(record);
      return false;
    }
    publish(record, data, overrides, null);
    return true;
  }

  /** Ends the open span of an id. */
  void end(String id, SpanData data) {
    if (id != null && SpanIds.isPlain(Span.PREFIX, id)) {
      long high = SpanIds.highOf(Span.PREFIX, id);
      long low = SpanIds.lowOf(Span.PREFIX, id);
      SpanRecord record = openSpans.find(high, low);
      SpanFields overrides = record == null ? null : overrides(data);
      if (record != null && openSpans.end(record, openSpans.generation(high, low))) {
        publish(record, data, overrides, null);
        return;
      }
    }
    if (enabled) {
      mistakes.unknownId(id);
    }
  }

  /**
   * Ends what is open and the predicate accepts, on the tracer's behalf.
   *
   * @param goOn asked before each; false to leave the rest open
   * @param endedBy goes into the metadata
   * @param counter is raised for each
   */
  void endOpen(Predicate<SpanFields> which, BooleanSupplier goOn, String endedBy, Counter counter) {
    openSpans.forEachOpen(
        (record, generation) -> {
          if (which.test(record) && openSpans.end(record, generation)) {
            counters.increment(counter);
            publish(record, null, null, endedBy);
          }
          return goOn.getAsBoolean();
        });
  }

  /** Counts the open spans: walks all records. */
  long countOpen() {
    long[] count = new long[1];
    openSpans.forEachOpen(
        (record, generation) -> {
          count[0]++;
          return true;
        });
    return count[0];
  }

  void vacateDeadOwners() {
    openSpans.vacateDeadOwners();
  }

  void written(SpanRecord record, int access, int bits) {
    openSpans.written(record, access, bits);
  }

  void stale(SpanRecord record) {
    if (record != openSpans.none()) {
      counters.increment(Counter.STALE_CALLS);
    }
  }

  String spanId(SpanRecord record, int generation) {
    return spanId(openSpans.low(record, generation));
  }

  String spanId(long low) {
    return SpanIds.text(Span.PREFIX, openSpans.high(low), low);
  }

  String traceId(long low) {
    return SpanIds.text(Trace.PREFIX, traceIds.high(low), low);
  }

  /** A handle to a trace of ours by its low half. */
  Trace traceOf(long low) {
    return new Trace(this, traceIds.high(low), low, null);
  }

  /** What is in the data, or null; before the span is ended, since it may need memory. */
  private SpanFields overrides(SpanData data) {
    try {
      return data == null ? null : data.fields(values.maxText());
    } catch (RuntimeException | Error e) {
      // The span is worth more without its last values than not at all.
      counters.increment(Counter.INTERNAL_ERRORS);
      return null;
    }
  }

  /** Whatever fails here, the span is in the ring or counted, and the caller does not notice. */
  private void publish(SpanRecord record, SpanData data, SpanFields overrides, String endedBy) {
    try {
      record.endNs = System.nanoTime();
      openSpans.number(record);
      if (endedBy != null) {
        record.endedBy = endedBy;
      }
      if (data != null) {
        mistakes.inData(data.invalidValues(), data.truncatedValues());
      }
      int bits = record.allSet();
      if (!ring.tryPublish(record, bits, overrides)) {
        overflow.publishLate(record, bits, overrides);
      }
    } catch (RuntimeException | Error e) {
      counters.increment(Counter.ENCODE_FAILED);
    } finally {
      openSpans.giveBack(record);
    }
  }

  private int notRecorded() {
    if (enabled) {
      counters.increment(Counter.NOT_RECORDED);
    }
    return unrecorded.getAndIncrement();
  }

  private Span findOpen(String id) {
    if (!SpanIds.isPlain(Span.PREFIX, id)) {
      return null;
    }
    long high = SpanIds.highOf(Span.PREFIX, id);
    long low = SpanIds.lowOf(Span.PREFIX, id);
    SpanRecord record = openSpans.find(high, low);
    if (record == null) {
      return null;
    }
    int generation = openSpans.generation(high, low);
    Trace trace = new Trace(this, record.traceHi, record.traceLo, record.traceText);
    // The trace was read from memory that may have been reused meanwhile: look again, after the
    // reads.
    VarHandle.acquireFence();
    if (!SpanRecord.isOpen(record, generation)) {
      return null;
    }
    return isOurs(trace)
        ? new Span(record, generation, null, trace.low(), 0)
        : new Span(record, generation, trace, 0, 0);
  }

  private long currentTrace() {
    long[] state = threads.get();
    long low = state[ThreadState.CURRENT_TRACE];
    return low != 0 ? low : newCurrentTrace(state);
  }

  private long newCurrentTrace(long[] state) {
    long low = traceIds.low(traceNumbers.next(state));
    state[ThreadState.CURRENT_TRACE] = low;
    return low;
  }

  /** Of a trace of ours, only the low half is kept; no other has a high half of 0 and no text. */
  private static boolean isOurs(Trace trace) {
    return trace.high() == 0 && trace.text() == null;
  }

  /**
   * Completes the ids of a span whose end left them to be derived; for the journal thread, since on
   * the way from start to end every instruction counts.
   */
  void identify(SpanFields span) {
    openSpans.identify(span);
    if (span.traceHi == 0 && span.traceText == null) {
      span.traceHi = traceIds.high(span.traceLo);
    }
    if (span.parentHi == 0 && span.parentLo != 0) {
      span.parentHi = openSpans.high(span.parentLo);
    }
  }
}
