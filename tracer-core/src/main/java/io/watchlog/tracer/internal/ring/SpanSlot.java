package io.watchlog.tracer.internal.ring;

import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanFields;

/**
 * One place of the ring: a span that ended, or nothing where its producer failed before it was
 * copied.
 */
@SuppressWarnings("ReferenceEquality") // a store that changes nothing is what is to be saved
public final class SpanSlot extends SpanFields {
  private boolean filled;

  /** Whether there is a span in it. */
  public boolean isFilled() {
    return filled;
  }

  /**
   * Copies a span. References are stored only where they differ: under G1 that is what a copy costs
   * most. Not {@link #isFilled} before {@link #markFilled}.
   */
  void fill(SpanFields from, int bits) {
    traceHi = from.traceHi;
    traceLo = from.traceLo;
    spanHi = from.spanHi;
    spanLo = from.spanLo;
    parentHi = from.parentHi;
    parentLo = from.parentLo;
    startNs = from.startNs;
    endNs = from.endNs;
    wallOffsetNs = from.wallOffsetNs;
    if (traceText != from.traceText) {
      traceText = from.traceText;
    }
    if (parentText != from.parentText) {
      parentText = from.parentText;
    }
    if (name != from.name) {
      name = from.name;
    }
    if (metadata != from.metadata) {
      metadata = from.metadata;
    }
    fillValues(from, bits);
    set = bits;
    markTokenParts();
  }

  /** Puts what was set there over what is here. */
  void override(SpanFields data) {
    fillValues(data, data.set);
    set |= data.set;
    markTokenParts();
  }

  /** Says that the span is whole. */
  void markFilled() {
    filled = true;
  }

  /**
   * Lets go of what only this span had, however large; the strings and the small metadata that
   * spans share stay for the next.
   */
  void clear() {
    filled = false;
    if (input != null) {
      input = null;
    }
    if (output != null) {
      output = null;
    }
    if (attributes != null) {
      attributes = null;
    }
    if (error != null) {
      error = null;
    }
    if (endedBy != null) {
      endedBy = null;
    }
    if (metadata != null && metadata.isLarge()) {
      metadata = null;
    }
  }

  private void markTokenParts() {
    boolean parts = (set & TOKENS) != 0 && inputTokens >= 0;
    set = parts ? set | TOKEN_PARTS : set & ~TOKEN_PARTS;
  }

  private void fillValues(SpanFields from, int bits) {
    if ((bits & TOKENS) != 0) {
      tokens = from.tokens;
      inputTokens = from.inputTokens;
      outputTokens = from.outputTokens;
    }
    if ((bits & COST) != 0) {
      cost = from.cost;
    }
    if ((bits & MODEL) != 0 && model != from.model) {
      model = from.model;
    }
    if ((bits & PROVIDER) != 0 && provider != from.provider) {
      provider = from.provider;
    }
    if ((bits & INPUT) != 0) {
      input = from.input;
    }
    if ((bits & OUTPUT) != 0) {
      output = from.output;
    }
    if (from.error != null) {
      error = from.error;
    }
    if (from.endedBy != null) {
      endedBy = from.endedBy;
    }
    if (from.attributes != null) {
      attributes = Attribute.joined(attributes, from.attributes);
    }
  }
}
