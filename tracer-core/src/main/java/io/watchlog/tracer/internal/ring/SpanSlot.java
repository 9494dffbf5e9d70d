package io.watchlog.tracer.internal.ring;

import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanFields;

/**
 * One place of the ring: a span that ended, or nothing where its producer failed before it was
 * copied.
 */
public final class SpanSlot extends SpanFields {
  /**
   * Last in the object, with the references: what the consumer writes is then one line of the
   * producer's cache.
   */
  boolean filled;

  /** Whether there is a span in it. */
  public boolean isFilled() {
    return filled;
  }

  /** Copies what few spans have. */
  void fillRare(SpanFields from) {
    origin = from.origin;
    attributes = from.attributes;
    error = from.error;
    endedBy = from.endedBy;
  }

  /** Puts what was set there over what is here. */
  void override(SpanFields data) {
    int bits = data.set;
    if ((bits & TOKENS) != 0) {
      tokens = data.tokens;
      outputTokens = data.outputTokens;
    }
    if ((bits & COST) != 0) {
      cost = data.cost;
    }
    if ((bits & MODEL) != 0) {
      model = data.model;
    }
    if ((bits & PROVIDER) != 0) {
      provider = data.provider;
    }
    if ((bits & INPUT) != 0) {
      input = data.input;
    }
    if ((bits & OUTPUT) != 0) {
      output = data.output;
    }
    if ((bits & RARE) != 0) {
      attributes = Attribute.joined(attributes, data.attributes);
      error = data.error != null ? data.error : error;
    }
    set |= bits;
  }

  /**
   * Lets go of what only this span had, however large; the strings and the small metadata that
   * spans share stay for the next.
   */
  void clear() {
    filled = false;
    clearContents();
    if ((set & RARE) != 0) {
      clearRare();
    }
  }
}
