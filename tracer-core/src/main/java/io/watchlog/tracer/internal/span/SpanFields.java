package io.watchlog.tracer.internal.span;

/**
 * The values of one span, reused for many: the part that an open span's record and a ring slot have
 * in common, and all that the encoder sees. Not thread-safe: whoever owns the holder owns the
 * fields.
 *
 * <p>Identifiers are kept as the two halves of their uuid; one that came from outside in another
 * form is kept as its text, and its halves are 0. A value counts only where its bit is in {@link
 * #set}, so that a reused holder needs no clearing; {@link #name}, {@link #model}, {@link
 * #provider} and {@link #metadata} that is not large stay from one use to the next because storing
 * a reference that is already there can be left out.
 */
public class SpanFields {
  /** Bit of {@link #tokens}. */
  public static final int TOKENS = 1;

  /**
   * Bit of {@link #inputTokens} and {@link #outputTokens}, only with {@link #TOKENS}; set on the
   * ring's slots.
   */
  public static final int TOKEN_PARTS = 1 << 1;

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

  /** The trace's id, high half; both halves 0 where {@link #traceText} holds it. */
  public long traceHi;

  /** The trace's id, low half. */
  public long traceLo;

  /** The trace's id in a form that is not {@code trace-<uuid>}; else null. */
  public String traceText;

  /** The span's id, high half. */
  public long spanHi;

  /** The span's id, low half: never 0, unique on its own. */
  public long spanLo;

  /** The parent's id, high half; both halves 0 and {@link #parentText} null for a root. */
  public long parentHi;

  /** The parent's id, low half. */
  public long parentLo;

  /** The parent's id in a form that is not {@code span-<uuid>}; else null. */
  public String parentText;

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

  /** Tokens of the prompt; -1 where only the sum was given. */
  public long inputTokens;

  /** Tokens of the answer; -1 where only the sum was given. */
  public long outputTokens;

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

  /** The attribute set last, which leads to the earlier ones; null for none. */
  public Attribute attributes;

  /** What {@code error(..)} said; null for none. */
  public SpanError error;

  /** {@code send} or {@code timeout} where the tracer ended the span, else null. */
  public String endedBy;
}
