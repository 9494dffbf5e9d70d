package io.watchlog.tracer.internal.encode;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A parser that takes RFC 8259 and nothing else: valid UTF-8, no key twice, no lone surrogate. */
final class StrictJson {
  private final String text;
  private final int uniqueDepth;
  private int at;
  private int depth;

  private StrictJson(String text, int uniqueDepth) {
    this.text = text;
    this.uniqueDepth = uniqueDepth;
  }

  static Object parse(byte[] utf8, int offset, int length) {
    return parse(utf8, offset, length, Integer.MAX_VALUE);
  }

  static Object parse(byte[] utf8, int offset, int length, int uniqueDepth) {
    try {
      return parse(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(utf8, offset, length))
              .toString(),
          uniqueDepth);
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
  }

  static Object parse(String text) {
    return parse(text, Integer.MAX_VALUE);
  }

  /**
   * Parses a text.
   *
   * @param uniqueDepth how deep in it a key twice is an error; deeper, the last one counts
   */
  static Object parse(String text, int uniqueDepth) {
    StrictJson parser = new StrictJson(text, uniqueDepth);
    Object value = parser.value();
    parser.blanks();
    parser.check(parser.at == text.length(), "something follows");
    return value;
  }

  private Object value() {
    blanks();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    blanks();
    if (peek() == '}') {
      at++;
      return members;
    }
    depth++;
    while (true) {
      blanks();
      String key = string();
      blanks();
      expect(':');
      Object value = value();
      check(!members.containsKey(key) || depth > uniqueDepth, "twice: " + key);
      members.put(key, value);
      blanks();
      if (peek() == '}') {
        at++;
        depth--;
        return members;
      }
      expect(',');
    }
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    at++;
    blanks();
    if (peek() == ']') {
      at++;
      return elements;
    }
    while (true) {
      elements.add(value());
      blanks();
      if (peek() == ']') {
        at++;
        return elements;
      }
      expect(',');
    }
  }

  private String string() {
    StringBuilder result = new StringBuilder();
    expect('"');
    while (peek() != '"') {
      char c = text.charAt(at++);
      check(c >= ' ', "raw control character");
      result.append(c == '\\' ? escape() : c);
    }
    at++;
    for (int i = 0; i < result.length(); i++) {
      char c = result.charAt(i);
      if (Character.isHighSurrogate(c)) {
        i++;
        check(i < result.length() && Character.isLowSurrogate(result.charAt(i)), "half a pair");
      } else {
        check(!Character.isLowSurrogate(c), "half a pair");
      }
    }
    return result.toString();
  }

  private char escape() {
    char c = text.charAt(at++);
    if (c == 'u') {
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int i = "\"\\/bfnrt".indexOf(c);
    check(i >= 0, "escape " + c);
    return "\"\\/\b\f\n\r\t".charAt(i);
  }

  private BigDecimal number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    check(number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?"), "number " + number);
    return new BigDecimal(number);
  }

  private Object word(String word, Object value) {
    check(text.startsWith(word, at), "word");
    at += word.length();
    return value;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    check(at < text.length(), "ends");
    return text.charAt(at);
  }

  private void expect(char c) {
    check(peek() == c, "expected " + c);
    at++;
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what + " at " + at + " of " + text);
    }
  }
}
