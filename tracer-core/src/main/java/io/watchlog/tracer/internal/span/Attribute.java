package io.watchlog.tracer.internal.span;

/**
 * One attribute of a span and those that were set before it: an immutable list, so that two threads
 * can add to it with a compare-and-set. Keys are distinct.
 *
 * @param key not blank, cut to its limit
 * @param value a {@code String} cut to its limit, {@code Long}, finite {@code Double} or {@code
 *     Boolean}
 * @param previous the attribute set before, or null
 * @param count the length of the list from here
 */
public record Attribute(String key, Object value, Attribute previous, int count) {
  /**
   * A list in which {@code key} has the value: in its old place, or behind {@code list}, which may
   * be null.
   */
  public static Attribute with(Attribute list, String key, Object value) {
    return contains(list, key)
        ? replaced(list, key, value)
        : new Attribute(key, value, list, list == null ? 1 : list.count + 1);
  }

  /** A list with all of both; where a key is in both, the second one's value counts. */
  public static Attribute joined(Attribute first, Attribute second) {
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return with(joined(first, second.previous), second.key, second.value);
  }

  /** Whether {@code key} can be put into a list, which may be null, of a span. */
  public static boolean hasRoom(Attribute list, String key) {
    return list == null || list.count < TextLimits.MAX_ATTRIBUTES || contains(list, key);
  }

  private static boolean contains(Attribute list, String key) {
    for (Attribute a = list; a != null; a = a.previous) {
      if (a.key.equals(key)) {
        return true;
      }
    }
    return false;
  }

  private static Attribute replaced(Attribute list, String key, Object value) {
    return list.key.equals(key)
        ? new Attribute(key, value, list.previous, list.count)
        : new Attribute(list.key, list.value, replaced(list.previous, key, value), list.count);
  }
}
