package io.watchlog.tracer.internal.span;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks a structured value on the caller's thread, once, and only as far as it will be kept.
 *
 * <p>What it walks may be hostile or be changed meanwhile: nothing of it is trusted to be finite,
 * and no code of the user's runs but the iteration of maps and collections.
 */
public final class ValueSnapshot {
  private static final int MAX_DEPTH = 32;
  private static final String CYCLE = "[cycle]";
  private static final String TOO_DEEP = "[too deep]";
  private static final String LEFT_OUT = "[left out]";

  private final Object[] path = new Object[MAX_DEPTH];
  private final Runnable invalid;
  private int depth;
  private int charsLeft;
  private boolean leftOut;

  private ValueSnapshot(int maxChars, Runnable invalid) {
    this.charsLeft = maxChars;
    this.invalid = invalid;
  }

  /**
   * What a value is at this moment: a {@code String}, {@code Long}, finite {@code Double}, {@code
   * BigInteger} or {@code BigDecimal}, {@code Boolean}, null, {@code Object[]} or {@link
   * ObjectSnapshot}; within these two also a {@link CutText}.
   *
   * @param value anything
   * @param maxChars about how many characters of it will be kept
   * @param invalid run for each part that had to be replaced
   */
  public static Object of(Object value, int maxChars, Runnable invalid) {
    return of(value, maxChars, invalid, () -> {});
  }

  /**
   * The same for a value that is not marked as cut when it is sent.
   *
   * @param value anything, also what this method has given
   * @param maxChars about how many characters of it will be kept
   * @param invalid run for each part that had to be replaced
   * @param leftOut run where parts of it were left out
   */
  public static Object of(Object value, int maxChars, Runnable invalid, Runnable leftOut) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof String text) {
      return TextLimits.cut(text, maxChars);
    }
    ValueSnapshot walk = new ValueSnapshot(maxChars, invalid);
    Object snapshot = walk.take(value);
    if (walk.leftOut) {
      leftOut.run();
    }
    return snapshot instanceof CutText cut ? cut.text() : snapshot;
  }

  private Object take(Object value) {
    int depthBefore = depth;
    try {
      if (value instanceof CutText cut) {
        return plainValue(value, new CutText(TextLimits.cut(cut.text(), charsLeft)));
      }
      Object plain = JdkValues.plain(value, charsLeft);
      if (plain != JdkValues.OTHER) {
        return plainValue(value, plain);
      }
      return isContainer(value) ? nested(value) : replaced(value);
    } catch (Throwable e) {
      // Whatever a collection of the user's throws: a setter of the tracer never does.
      depth = depthBefore;
      return replaced(value);
    }
  }

  private Object plainValue(Object value, Object plain) {
    if (plain == JdkValues.UNUSABLE) {
      invalid.run();
      charsLeft -= 4;
      return value instanceof Float || value instanceof Double ? null : className(value);
    }
    if (plain instanceof String text) {
      charsLeft -= text.length() + 2;
    } else if (plain instanceof CutText cut) {
      // The encoder sees for itself what is longer than a word.
      leftOut |= cut.text().length() <= TextLimits.MAX_WORD;
      charsLeft -= cut.text().length() + 2;
    } else {
      charsLeft -= 4;
    }
    return plain;
  }

  private static boolean isContainer(Object value) {
    return value instanceof Map
        || value instanceof Collection
        || value instanceof Optional
        || value instanceof ObjectSnapshot
        || value.getClass().isArray();
  }

  private Object nested(Object value) {
    for (int i = 0; i < depth; i++) {
      if (path[i] == value) {
        invalid.run();
        return CYCLE;
      }
    }
    if (depth == MAX_DEPTH) {
      invalid.run();
      return TOO_DEEP;
    }
    path[depth++] = value;
    charsLeft -= value instanceof Optional ? 0 : 2; // it has no brackets
    Object snapshot;
    if (value instanceof Map<?, ?> map) {
      snapshot = map(map);
    } else if (value instanceof ObjectSnapshot object) {
      snapshot = object(object);
    } else if (value instanceof Collection<?> collection) {
      snapshot = collection(collection);
    } else if (value instanceof Optional<?> optional) {
      snapshot = optional.isPresent() ? take(optional.get()) : null;
    } else {
      snapshot = array(value);
    }
    path[--depth] = null;
    return snapshot;
  }

  private ObjectSnapshot map(Map<?, ?> map) {
    List<String> keys = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    while (entries.hasNext()) {
      if (charsLeft <= 0) {
        leftOut = true;
        keys.add(LEFT_OUT);
        values.add(null);
        break;
      }
      Map.Entry<?, ?> entry = entries.next();
      String key = key(entry.getKey());
      charsLeft -= key.length() + 4;
      keys.add(key);
      values.add(take(entry.getValue()));
    }
    return new ObjectSnapshot(keys.toArray(String[]::new), values.toArray());
  }

  private ObjectSnapshot object(ObjectSnapshot object) {
    int length = object.keys().length;
    Object[] values = new Object[length];
    int taken = 0;
    while (taken < length && charsLeft > 0) {
      charsLeft -= object.keys()[taken].length() + 4;
      values[taken] = take(object.values()[taken]);
      taken++;
    }
    if (taken == length) {
      return new ObjectSnapshot(object.keys(), values);
    }
    leftOut = true;
    String[] keys = Arrays.copyOf(object.keys(), taken + 1);
    keys[taken] = LEFT_OUT;
    return new ObjectSnapshot(keys, Arrays.copyOf(values, taken + 1));
  }

  private String key(Object key) {
    Object plain = JdkValues.plain(key, TextLimits.MAX_WORD);
    if (plain == JdkValues.OTHER || plain == JdkValues.UNUSABLE) {
      invalid.run();
      return className(key);
    }
    return plain instanceof CutText cut ? cut.text() : String.valueOf(plain);
  }

  private Object[] collection(Collection<?> collection) {
    List<Object> values = new ArrayList<>();
    Iterator<?> elements = collection.iterator();
    while (elements.hasNext()) {
      if (charsLeft <= 0) {
        leftOut = true;
        values.add(LEFT_OUT);
        break;
      }
      charsLeft--;
      values.add(take(elements.next()));
    }
    return values.toArray();
  }

  private Object[] array(Object array) {
    int length = Array.getLength(array);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      if (charsLeft <= 0) {
        leftOut = true;
        values.add(LEFT_OUT);
        break;
      }
      charsLeft--;
      values.add(take(Array.get(array, i)));
    }
    return values.toArray();
  }

  private String replaced(Object value) {
    invalid.run();
    String name = className(value);
    charsLeft -= name.length() + 2;
    return name;
  }

  private static String className(Object value) {
    return value.getClass().getName();
  }
}
