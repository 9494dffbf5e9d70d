package io.watchlog.tracer;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.span.OpenSpans;
import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanIds;
import io.watchlog.tracer.internal.span.SpanNumber;
import io.watchlog.tracer.internal.span.SpanOrigin;
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
    this.openSpans = new OpenSpans(this, maxOpenSpans);
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
    return new Trace(this, newCurrentTrace(openSpans.threadState()), null);
  }

  /** A handle to a trace that was begun elsewhere. */
  Trace trace(String id) {
    if (id == null || id.isBlank()) {
      mistakes.invalid("trace id");
      return new Trace(this, traceNumbers.next(openSpans.threadState()), null);
    }
    long number = traceIds.number(Trace.PREFIX, id);
    return number > 0
        ? new Trace(this, number, null)
        : new Trace(this, 0, new SpanOrigin(values.cutWord(id), null));
  }

  void leave(Trace trace) {
    long[] state = openSpans.threadState();
    if (trace.origin() == null && state[ThreadState.CURRENT_TRACE] == trace.number()) {
      state[ThreadState.CURRENT_TRACE] = 0;
    }
  }

  Span startRoot(String name, Metadata metadata) {
    return start(currentTrace(), null, 0, name, metadata);
  }

  Span startRoot(Trace trace, String name, Metadata metadata) {
    return start(trace.number(), trace.origin(), 0, name, metadata);
  }

  Span startChild(Span parent, String name, Metadata metadata) {
    SpanOrigin origin =
        parent.recorder() == this
            ? SpanOrigin.ofChild(parent.origin())
            : new SpanOrigin(parent.traceId(), parent.id());
    return start(parent.traceNumber(), origin, parent.number(), name, metadata);
  }

  Span startChild(String parentId, String name, Metadata metadata) {
    if (parentId == null || parentId.isBlank()) {
      mistakes.invalid("parent id");
      return startRoot(name, metadata);
    }
    Span parent = findOpen(parentId);
    return parent != null
        ? startChild(parent, name, metadata)
        : start(currentTrace(), new SpanOrigin(null, values.cutWord(parentId)), 0, name, metadata);
  }

  /**
   * The one place where spans begin, with the one allocation of their handle, which the JIT leaves
   * out as long as this is small enough to be inlined.
   *
   * @param origin what of the ids is not given by the numbers; null for nothing
   * @param parentNumber 0 for none
   */
  @SuppressWarnings("ReferenceEquality") // the record's name was checked when it was stored
  private Span start(
      long traceNumber, SpanOrigin origin, long parentNumber, String name, Metadata metadata) {
    SpanRecord record = openSpans.take();
    int generation;
    if (record == null) {
      record = openSpans.none();
      generation = notRecorded();
    } else {
      record.traceNumber = traceNumber;
      record.parentNumber = parentNumber;
      SpanAttributes attributes = metadata == null ? null : metadata.attributes();
      if (origin != null || record.name != name || record.metadata != attributes) {
        fillTexts(record, origin, name, attributes);
      }
      record.wallOffsetNs = clock.offsetNs();
      record.startNs = System.nanoTime();
      generation = openSpans.open(record);
    }
    return new Span(record, generation, origin, traceNumber, parentNumber);
  }

  /** Stores what is another than in the record's last span: under G1 that is what costs most. */
  @SuppressWarnings("ReferenceEquality")
  private void fillTexts(
      SpanRecord record, SpanOrigin origin, String name, SpanAttributes attributes) {
    if (origin != null) {
      record.origin = origin;
      record.set = SpanFields.RARE;
    }
    if (record.name != name) {
      record.name = checked(name);
    }
    if (record.metadata != attributes) {
      record.metadata = attributes;
      if (attributes != null && attributes.isLarge()) {
        record.set = SpanFields.RARE;
      }
    }
  }

  private String checked(String name) {
    try {
      return values.name(name);
    } catch (RuntimeException | Error e) {
      // Cutting it takes memory; the record must not be lost for want of it.
      counters.increment(Counter.INTERNAL_ERRORS);
      return SpanRecord.UNNAMED;
    }
  }

  /** Ends a span and publishes it; false where it had ended before. */
  boolean end(SpanRecord record, int generation, SpanData data) {
    SpanFields overrides = overrides(data);
    if (!openSpans.end(record, generation)) {
      stale(record);
      return false;
    }
    publish(record, data, overrides, null, Long.MAX_VALUE);
    return true;
  }

  /** Ends the open span of an id. */
  void end(String id, SpanData data) {
    SpanRecord record = null;
    int generation = 0;
    if (id != null) {
      long number = spanIds.number(Span.PREFIX, id);
      record = openSpans.find(number);
      generation = SpanNumber.generation(number);
    }
    SpanFields overrides = record == null ? null : overrides(data);
    if (record != null && openSpans.end(record, generation)) {
      publish(record, data, overrides, null, Long.MAX_VALUE);
    } else if (enabled) {
      mistakes.unknownId(id);
    }
  }

  /**
   * Ends what is open and the predicate accepts, on the tracer's behalf.
   *
   * @param goOn asked before each; false to leave the rest open
   * @param endedBy goes into the metadata
   * @param counter is raised for each
   * @param deadlineNs until when they may wait for room, where the overflow policy allows it
   */
  void endOpen(
      Predicate<SpanFields> which,
      BooleanSupplier goOn,
      String endedBy,
      Counter counter,
      long deadlineNs) {
    openSpans.forEachOpen(
        (record, generation) -> {
          if (which.test(record) && openSpans.end(record, generation)) {
            counters.increment(counter);
            publish(record, null, null, endedBy, deadlineNs - System.nanoTime());
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

  void writtenLate(SpanRecord record, int bits) {
    openSpans.writtenLate(record, bits);
  }

  void stale(SpanRecord record) {
    if (record != openSpans.none()) {
      counters.increment(Counter.STALE_CALLS);
    }
  }

  String spanId(long number) {
    return spanIds.text(Span.PREFIX, number);
  }

  String traceId(long number) {
    return traceIds.text(Trace.PREFIX, number);
  }

  /** What makes a span's id of its number. */
  SpanIds spanIds() {
    return spanIds;
  }

  /** What makes a trace's id of its number. */
  SpanIds traceIds() {
    return traceIds;
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
  private void publish(
      SpanRecord record, SpanData data, SpanFields overrides, String endedBy, long timeLimitNs) {
    try {
      record.endNs = System.nanoTime();
      if (endedBy != null) {
        record.endedBy = endedBy;
        record.markLate(SpanFields.RARE);
      }
      if (data != null) {
        mistakes.inData(data.invalidValues(), data.truncatedValues());
      }
      int bits = record.allSet();
      if (!ring.tryPublish(record, bits, overrides)) {
        overflow.publishLate(record, bits, overrides, timeLimitNs);
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
    long number = spanIds.number(Span.PREFIX, id);
    SpanRecord record = openSpans.find(number);
    if (record == null) {
      return null;
    }
    int generation = SpanNumber.generation(number);
    Span span = new Span(record, generation, record.origin, record.traceNumber, 0);
    // The trace was read from memory that may have been reused meanwhile: look again, after the
    // reads.
    VarHandle.acquireFence();
    return SpanRecord.isOpen(record, generation) ? span : null;
  }

  private long currentTrace() {
    long[] state = openSpans.threadState();
    long number = state[ThreadState.CURRENT_TRACE];
    return number != 0 ? number : newCurrentTrace(state);
  }

  private long newCurrentTrace(long[] state) {
    long number = traceNumbers.next(state);
    state[ThreadState.CURRENT_TRACE] = number;
    return number;
  }
}
