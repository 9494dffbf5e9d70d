package io.watchlog.tracer.internal.span;

/**
 * The values of one span, reused for many: the part that an open span's record and a ring slot have
 * in common, and all that the encoder sees. Not thread-safe: whoever owns the holder owns the
 * fields.
 *
 * <p>Identifiers are numbers, which {@link SpanIds} turns into text; what came from outside is kept
 * as text in {@link #origin}. A value counts only where its bit is in {@link #set}, so that a
 * reused holder needs no clearing; {@link #name}, {@link #model}, {@link #provider} and {@link
 * #metadata} that is not large stay from one use to the next because storing a reference that is
 * already there can be left out.
 *
 * <p>Every field here is a part of what a span costs its caller: it is copied into a slot of the
 * ring, where all lines of the processor's cache are cold.
 */
public class SpanFields {
  /** Bit of {@link #tokens}. */
  public static final int TOKENS = 1;

  /**
   * Bit of what few spans have: {@link #origin}, {@link #attributes}, {@link #error}, {@link
   * #endedBy}, all null without it, and {@link #metadata} that is large.
   */
  public static final int RARE = 1 << 1;

  /** Bit of {@link #cost}. */
  public static final int COST = 1 << 2;

  /** Bit of {@link #model}. */
  public static final int MODEL = 1 << 3;

  /** Bit of {@link #provider}. */
  public static final int PROVIDER = 1 << 4;

  /** Bit of {@link #input}. */
  public static final int INPUT = 1 << 5;

  /** Bit of {@link #output}. */
  public static final int OUTPUT = 1 << 6;

  /** Of the trace's id; does not count where {@link #origin} has a trace. */
  public long traceNumber;

  /** Of the span's id: never 0. */
  public long spanNumber;

  /** Of the parent's id, 0 for a root; does not count where {@link #origin} has a parent. */
  public long parentNumber;

  /** Never null or blank once started. */
  public String name;

  /** {@code System.nanoTime()} of the start. */
  public long startNs;

  /** {@code System.nanoTime()} of the end. */
  public long endNs;

  /** Wall clock minus {@code nanoTime} as the span began, so that both times are of one clock. */
  public long wallOffsetNs;

  /** Which of the fields below count. */
  public int set;

  /** Tokens, or the sum of both parts; at least 0. */
  public long tokens;

  /** Tokens of the answer, the rest being those of the prompt; -1 where only the sum was given. */
  public long outputTokens = -1;

  /** Cost, finite and at least 0. */
  public double cost;

  /** Model, cut to its limit. */
  public String model;

  /** Provider, cut to its limit. */
  public String provider;

  /**
   * A {@code String}, null (JSON null), or what {@link ValueSnapshot} makes of a structured value.
   */
  public Object input;

  /** As {@link #input}. */
  public Object output;

  /** What {@code Metadata} holds; null for none. */
  public SpanAttributes metadata;

  /** What of the ids came from outside; null where nothing did. */
  public SpanOrigin origin;

  /** The attribute set last, which leads to the earlier ones; null for none. */
  public Attribute attributes;

  /** What {@code error(..)} said; null for none. */
  public SpanError error;

  /** {@code send} or {@code timeout} where the tracer ended the span, else null. */
  public String endedBy;

  /** Lets go of what only few spans have, or is large; the bit stays. */
  protected final void clearRare() {
    origin = null;
    attributes = null;
    error = null;
    endedBy = null;
    if (metadata != null && metadata.isLarge()) {
      metadata = null;
    }
  }

  /** Lets go of what only this span had, however large. */
  protected final void clearContents() {
    // Checked before, since a store to a reference is dear under G1.
    if (input != null) {
      input = null;
    }
    if (output != null) {
      output = null;
    }
  }
}
