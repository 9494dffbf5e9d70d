package io.watchlog.tracer.internal.span;

/**
 * Immutable keys and values in their order, as {@code Metadata} holds them, with their encoded form
 * for each tracer that used them lately. Thread-safe.
 *
 * <p>Values are what {@link ValueSnapshot} yields. The five known keys are kept with the others;
 * the encoder sorts them to the front.
 */
public final class SpanAttributes {
  private static final int CACHED_TRACERS = 4;
  private static final int MAX_SMALL_CHARS = 1_024;
  private static final int NUMBER_CHARS = 16;

  private final String[] keys;
  private final Object[] values;
  private final int invalidValues;
  private final int truncatedValues;
  private final boolean large;
  private volatile Encoded[] encoded = {};

  /**
   * Takes the arrays over without a copy.
   *
   * @param keys distinct, none null
   * @param values as {@link ValueSnapshot} yields them
   * @param invalidValues how many values had to be replaced when this was built
   * @param truncatedValues how many had to be cut
   */
  public SpanAttributes(String[] keys, Object[] values, int invalidValues, int truncatedValues) {
    this.keys = keys;
    this.values = values;
    this.invalidValues = invalidValues;
    this.truncatedValues = truncatedValues;
    this.large = chars(keys) + chars(values) > MAX_SMALL_CHARS;
  }

  /**
   * Whether this is too much text to be kept by memory that waits for its next span: what is small,
   * and likely shared, stays there to save the store.
   */
  public boolean isLarge() {
    return large;
  }

  private static long chars(Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    if (value instanceof CutText cut) {
      return cut.text().length();
    }
    if (value instanceof ObjectSnapshot object) {
      return chars(object.keys()) + chars(object.values());
    }
    if (value instanceof Object[] array) {
      long sum = 0;
      for (Object element : array) {
        sum += chars(element);
      }
      return sum;
    }
    return NUMBER_CHARS;
  }

  /** How many keys there are. */
  public int size() {
    return keys.length;
  }

  /** The key at a place. */
  public String key(int i) {
    return keys[i];
  }

  /** The value at a place. */
  public Object value(int i) {
    return values[i];
  }

  /** How many values had to be replaced when this was built. */
  public int invalidValues() {
    return invalidValues;
  }

  /** How many values had to be cut when this was built. */
  public int truncatedValues() {
    return truncatedValues;
  }

  /**
   * What {@link #encoded(Object, Object)} kept for this encoder.
   *
   * @return null where there is nothing kept
   */
  public Object encoded(Object encoder) {
    for (Encoded e : encoded) {
      if (e.encoder.refersTo(encoder)) {
        return e.form;
      }
    }
    return null;
  }

  /**
   * Keeps the encoded form for this encoder, which is held weakly, and forgets the oldest over
   * four.
   */
  public void encoded(Object encoder, Object form) {
    Encoded[] old = encoded;
    Encoded[] fresh = new Encoded[Math.min(old.length + 1, CACHED_TRACERS)];
    fresh[0] = new Encoded(new java.lang.ref.WeakReference<>(encoder), form);
    System.arraycopy(old, 0, fresh, 1, fresh.length - 1);
    encoded = fresh;
  }

  private record Encoded(java.lang.ref.WeakReference<Object> encoder, Object form) {}
}
