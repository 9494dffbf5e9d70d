package io.watchlog.tracer.examples.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** As much JSON as the examples speak: flat objects, and single values. */
public final class Json {
  private static final JsonFactory JSON = new JsonFactory();

  private Json() {}

  /**
   * Reads an object of texts and numbers.
   *
   * @param text the object
   * @return its fields, numbers as their text
   * @throws IOException if it is malformed, or anything but a flat object
   */
  public static Map<String, String> read(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      Map<String, String> fields = new HashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        if (!parser.nextToken().isScalarValue()) {
          throw new IOException(field + " is neither a text nor a number");
        }
        fields.put(field, parser.getText());
      }
      return fields;
    }
  }

  /**
   * What a JSON text says.
   *
   * @param json the JSON of one value
   * @return the content of a string; the JSON itself of anything else
   */
  public static String text(String json) {
    if (!json.startsWith("\"")) {
      return json;
    }
    try (JsonParser parser = JSON.createParser(json)) {
      return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : json;
    } catch (IOException e) {
      return json; // a string that was cut
    }
  }

  /**
   * A text as JSON.
   *
   * @param text any text
   * @return the JSON of a string
   */
  public static String quoted(String text) {
    if (text.isEmpty()) {
      return "\"\"";
    }
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /**
   * An object of one text.
   *
   * @param field the name of its field, plain ASCII
   * @param text the text, anything
   * @return the object's JSON
   */
  public static String object(String field, String text) {
    return "{\"" + field + "\":" + quoted(text) + "}";
  }
}
