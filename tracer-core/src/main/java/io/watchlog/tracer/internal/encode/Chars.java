package io.watchlog.tracer.internal.encode;

import java.util.Arrays;

/** Characters under construction, reused. Not thread-safe. */
final class Chars {
  private static final int USUAL_CAPACITY = 1024;
  private static final int KEPT_CAPACITY = 64 * 1024;

  private char[] array = new char[USUAL_CAPACITY];
  private int length;

  char[] array() {
    return array;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
    if (array.length > KEPT_CAPACITY) {
      array = new char[USUAL_CAPACITY];
    }
  }

  /** Keeps the first characters, one fewer where that would split a surrogate pair. */
  void cut(int max) {
    if (length > max) {
      length = max > 0 && Character.isHighSurrogate(array[max - 1]) ? max - 1 : max;
    }
  }

  void append(char c) {
    reserve(1);
    array[length++] = c;
  }

  void append(char[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, array, length, to - from);
    length += to - from;
  }

  void append(String text) {
    append(text, text.length());
  }

  void append(String text, int to) {
    reserve(to);
    text.getChars(0, to, array, length);
    length += to;
  }

  @Override
  public String toString() {
    return new String(array, 0, length);
  }

  private void reserve(int more) {
    if (more > array.length - length) {
      array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
    }
  }
}
