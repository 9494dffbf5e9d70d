package io.watchlog.tracer.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One span as it came over the wire.
 *
 * @param json its text
 */
public record ReceivedSpan(String json) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Its fields in their order; objects as maps, arrays as lists, numbers as long or double. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> fields() {
    return (Map<String, Object>) parse(json);
  }

  /** The field {@code spanId}. */
  public String id() {
    return String.valueOf(fields().get("spanId"));
  }

  /** The spans of a body; fails on one that is no array of objects. */
  static List<ReceivedSpan> all(String body) throws IOException {
    List<ReceivedSpan> spans = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("no array");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        int to = (int) parser.currentLocation().getCharOffset();
        spans.add(new ReceivedSpan(body.substring(from, to)));
      }
      if (parser.currentToken() != JsonToken.END_ARRAY || parser.nextToken() != null) {
        throw new IOException("no array of objects");
      }
    }
    return spans;
  }

  /** A field's text, null where it is none. */
  public String text(String field) {
    return fields().get(field) instanceof String text ? text : null;
  }

  /** What is in its metadata. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> metadata() {
    return (Map<String, Object>) fields().get("metadata");
  }

  /** Any JSON text as maps, lists, strings, numbers, booleans and null. */
  public static Object parse(String json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more than one value");
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("no value");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          if (map.containsKey(name)) {
            throw new IOException("twice: " + name);
          }
          map.put(name, value(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("unexpected " + token);
    };
  }
}
