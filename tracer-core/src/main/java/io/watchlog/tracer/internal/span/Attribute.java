package io.watchlog.tracer.internal.span;

/**
 * One attribute of a span and those that were set before it: an immutable list, so that two threads
 * can add to it with a compare-and-set. A key may occur more than once; the one set last counts.
 *
 * @param key not blank, cut to its limit
 * @param value a {@code String} cut to its limit, {@code Long}, finite {@code Double} or {@code
 *     Boolean}
 * @param previous the attribute set before, or null
 * @param count the length of the list from here
 */
public record Attribute(String key, Object value, Attribute previous, int count) {
  /** A new list with one more attribute than {@code previous}, which may be null. */
  public static Attribute after(Attribute previous, String key, Object value) {
    return new Attribute(key, value, previous, previous == null ? 1 : previous.count + 1);
  }
}
