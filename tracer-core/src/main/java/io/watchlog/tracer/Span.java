package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.SpanError;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanNumber;
import io.watchlog.tracer.internal.span.SpanOrigin;
import io.watchlog.tracer.internal.span.SpanRecord;

/**
 * One timed step of a trace: a handle to memory that is reused when the span has ended.
 *
 * <p>Thread-safe: setters and {@link #end()} may be called by any thread. The first end wins; every
 * later call on the span is a no-op that is counted ({@code staleCalls}) and can never touch
 * another span. A setter that runs at the same moment as another thread's end may or may not be
 * included. No method throws, blocks (but for {@code end} under {@code OverflowPolicy.BLOCK}) or
 * logs; bad values are replaced by neutral ones and counted ({@code invalidValues}), those over a
 * limit are cut and counted ({@code truncatedValues}).
 *
 * <p>What can be lost: a span that is never ended is ended by the tracer after {@code
 * maxSpanDuration}, and lost if the process dies before. An ended span is lost where {@link
 * TracerStats} counts it, or if the process is killed within the few milliseconds until it is on
 * disk.
 *
 * <p>Its ids are right for as long as somebody holds the handle, which keeps no other span's handle
 * alive: a chain of children of any length retains nothing.
 */
public final class Span implements AutoCloseable {
  static final String PREFIX = "span-";

  private final SpanRecord record;
  private final int generation;

  /** What of its trace's and its parent's ids is not this tracer's; null where both are. */
  private final SpanOrigin origin;

  private final long traceNumber;

  /** 0 for a root. */
  private final long parentNumber;

  Span(SpanRecord record, int generation, SpanOrigin origin, long traceNumber, long parentNumber) {
    this.record = record;
    this.generation = generation;
    this.origin = origin;
    this.traceNumber = traceNumber;
    this.parentNumber = parentNumber;
  }

  /** The span's id, {@code span-<uuid>}; valid for ever. */
  public String id() {
    return recorder().spanId(number());
  }

  /** The id of the span's trace; valid for ever. */
  public String traceId() {
    return origin != null && origin.trace() != null
        ? origin.trace()
        : recorder().traceId(traceNumber);
  }

  /** The id of the span's parent, null for a root; valid for ever. */
  public String parentId() {
    if (origin != null && origin.parent() != null) {
      return origin.parent();
    }
    return parentNumber == 0 ? null : recorder().spanId(parentNumber);
  }

  /** Whether the span is open: neither ended nor refused at {@code maxOpenSpans}. */
  public boolean isRecording() {
    return SpanRecord.isOpen(record, generation);
  }

  /**
   * Starts a span below this one, in the same trace. This span may have ended.
   *
   * @param name as in {@link Trace#startSpan(String)}
   */
  public Span child(String name) {
    return recorder().startChild(this, name, null);
  }

  /**
   * Starts a span below this one, in the same trace.
   *
   * @param name as in {@link Trace#startSpan(String)}
   * @param metadata null for none
   */
  public Span child(String name, Metadata metadata) {
    return recorder().startChild(this, name, metadata);
  }

  /**
   * Sets the number of tokens.
   *
   * @param tokens at least 0; less becomes 0 and is counted
   */
  public Span tokens(long tokens) {
    return setTokens(tokens >= 0 ? tokens : values().notNegative("tokens", tokens), -1);
  }

  /**
   * Sets the number of tokens as their sum, and both parts in the metadata ({@code inputTokens},
   * {@code outputTokens}).
   *
   * @param input tokens of the prompt, at least 0
   * @param output tokens of the answer, at least 0
   */
  public Span tokens(long input, long output) {
    ValueRules values = values();
    long in = values.notNegative("input tokens", input);
    long out = values.outputTokens(in, values.notNegative("output tokens", output));
    return setTokens(in + out, out);
  }

  private Span setTokens(long tokens, long outputTokens) {
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return stale();
    }
    record.tokens = tokens;
    record.outputTokens = outputTokens;
    return written(access, SpanFields.TOKENS);
  }

  /**
   * Sets what the call cost, in the currency of the user's choice.
   *
   * @param cost finite and at least 0; anything else becomes 0 and is counted
   */
  public Span cost(double cost) {
    double value = ValueRules.isAmount(cost) ? cost : values().amount("cost", cost);
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return stale();
    }
    record.cost = value;
    return written(access, SpanFields.COST);
  }

  /**
   * Sets the model's name.
   *
   * @param model up to 1,024 characters; null becomes {@code ""} and is counted
   */
  @SuppressWarnings("ReferenceEquality") // saves a store of what is there already
  public Span model(String model) {
    String value = ValueRules.isWord(model) ? model : values().word("model", model);
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return stale();
    }
    if (record.model != value) {
      record.model = value;
    }
    return written(access, SpanFields.MODEL);
  }

  /**
   * Sets the provider's name.
   *
   * @param provider up to 1,024 characters; null becomes {@code ""} and is counted
   */
  @SuppressWarnings("ReferenceEquality") // saves a store of what is there already
  public Span provider(String provider) {
    String value = ValueRules.isWord(provider) ? provider : values().word("provider", provider);
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return stale();
    }
    if (record.provider != value) {
      record.provider = value;
    }
    return written(access, SpanFields.PROVIDER);
  }

  /**
   * Sets what went into the call. Sent redacted, and cut to {@code maxFieldLength} characters of
   * its JSON text.
   *
   * @param input any text; null is sent as JSON's {@code null}
   */
  public Span input(String input) {
    return setInput(ValueRules.isShort(input) ? input : values().text(input));
  }

  /**
   * Sets what went into the call as a structured value: maps, collections, arrays, numbers,
   * booleans, texts, null. It is walked now, on this thread, and only as far as it will be kept; a
   * later change has no effect. Any other object appears as its class name.
   */
  public Span input(Object input) {
    // The costly ones look first: a span that has ended must not walk a thing.
    return isRecording() ? setInput(values().snapshot(input)) : stale();
  }

  private Span setInput(Object value) {
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return stale();
    }
    record.input = value;
    return written(access, SpanFields.INPUT);
  }

  /** Sets what came out of the call; as {@link #input(String)}. */
  public Span output(String output) {
    return setOutput(ValueRules.isShort(output) ? output : values().text(output));
  }

  /** Sets what came out of the call as a structured value; as {@link #input(Object)}. */
  public Span output(Object output) {
    return isRecording() ? setOutput(values().snapshot(output)) : stale();
  }

  private Span setOutput(Object value) {
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return stale();
    }
    record.output = value;
    return written(access, SpanFields.OUTPUT);
  }

  /**
   * Adds to the span's metadata. A key that is there already gets the new value.
   *
   * @param key not blank, up to 1,024 characters; otherwise the attribute is left out and counted;
   *     so is the 65th of a span
   * @param value up to 1,024 characters; null becomes {@code ""} and is counted
   */
  public Span attribute(String key, String value) {
    return setAttribute(key, values().attributeText(value));
  }

  /** Adds a whole number to the span's metadata; as {@link #attribute(String, String)}. */
  public Span attribute(String key, long value) {
    return setAttribute(key, value);
  }

  /**
   * Adds a number to the span's metadata; as {@link #attribute(String, String)}.
   *
   * @param value finite; anything else becomes 0 and is counted
   */
  public Span attribute(String key, double value) {
    return setAttribute(key, values().finite("attribute", value));
  }

  /** Adds a truth value to the span's metadata; as {@link #attribute(String, String)}. */
  public Span attribute(String key, boolean value) {
    return setAttribute(key, value);
  }

  private Span setAttribute(String key, Object value) {
    ValueRules values = values();
    String checkedKey = values.key(key);
    if (checkedKey == null) {
      return this;
    }
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return stale();
    }
    boolean added;
    try {
      added = record.addAttribute(checkedKey, value);
    } catch (RuntimeException | Error e) {
      added = false; // no memory for it; a pin must be ended all the same
    }
    if (!added) {
      values.leftOut();
    }
    return written(access, SpanFields.RARE);
  }

  /**
   * Marks the span as failed: it is sent with status {@code Error} and the throwable's class and
   * message in its metadata ({@code error.type}, {@code error.message}); an output moves to the
   * metadata too.
   *
   * @param error null is counted, and marks the span all the same
   */
  public Span error(Throwable error) {
    return isRecording() ? setError(values().error(error)) : stale();
  }

  /**
   * Marks the span as failed, as {@link #error(Throwable)}.
   *
   * @param message null becomes {@code ""} and is counted
   */
  public Span error(String message) {
    return setError(values().error(message));
  }

  private Span setError(SpanError error) {
    int access = SpanRecord.access(record, generation);
    if (access == SpanRecord.DENIED) {
      return stale();
    }
    record.error = error;
    return written(access, SpanFields.RARE);
  }

  /** Ends the span and hands it over for delivery. */
  public void end() {
    recorder().end(record, generation, null);
  }

  /**
   * Ends the span with last values.
   *
   * @param data what is set in it overrides what was set on the span; null for none
   */
  public void end(SpanData data) {
    recorder().end(record, generation, data);
  }

  /** As {@link #end()}. */
  @Override
  public void close() {
    end();
  }

  @Override
  public String toString() {
    return id();
  }

  SpanRecorder recorder() {
    return (SpanRecorder) record.tracer;
  }

  private ValueRules values() {
    return recorder().values();
  }

  SpanRecord record() {
    return record;
  }

  /** What its id is made of. */
  long number() {
    return SpanNumber.of(record, generation);
  }

  SpanOrigin origin() {
    return origin;
  }

  long traceNumber() {
    return traceNumber;
  }

  private Span written(int access, int bits) {
    if (access == SpanRecord.OWNED) {
      record.markOwned(bits);
    } else {
      recorder().writtenLate(record, bits);
    }
    return this;
  }

  private Span stale() {
    recorder().stale(record);
    return this;
  }
}
