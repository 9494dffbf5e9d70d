package io.watchlog.tracer.internal.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A span that the agent refused for good, and the answer that it got: a line of JSON. Immutable.
 *
 * <pre>
 *   {"deadLetter":1,"time":"2026-11-26T11:35:15.208Z","status":400,"answer":"…","span":{…}}
 *   {"deadLetter":1,"time":"2026-11-26T11:35:15.208Z","status":413,"answer":"…","spanBytes":900000,"spanText":"{…"}
 * </pre>
 *
 * <p>The second form is of a span that is too large to be kept whole, or that is no JSON object:
 * its length, and its beginning as a text.
 *
 * @param time as it is written down, ISO-8601 in UTC
 * @param status of HTTP; 0 where a line has none
 * @param answer the beginning of the answer's text, redacted
 * @param span the span's JSON, or the beginning of it
 * @param spanBytes how long the whole of it is
 */
record DeadLetter(String time, int status, String answer, String span, long spanBytes) {
  /** The longest line that is written, with its end. */
  static final int MAX_LINE_BYTES = 512 * 1024;

  /** How much is kept of a span that is not kept whole. */
  static final int MAX_TEXT_BYTES = 64 * 1024;

  private static final JsonFactory JSON = new JsonFactory();
  private static final String KIND = "deadLetter";
  private static final int VERSION = 1;

  /** Whether only the beginning of the span was kept. */
  boolean isCut() {
    return span.getBytes(StandardCharsets.UTF_8).length < spanBytes;
  }

  /** The line of a letter, with its end; {@code answer} is short. */
  static byte[] line(Instant time, int status, String answer, byte[] span) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    write(line, "{\"" + KIND + "\":" + VERSION + ",\"time\":\"" + time + "\",\"status\":" + status);
    write(line, ",\"answer\":" + quoted(answer));
    String whole = ",\"span\":";
    String end = "}\n";
    int envelope = line.size() + whole.length() + end.length();
    if (span.length <= MAX_LINE_BYTES - envelope && isObjectOnOneLine(span)) {
      write(line, whole);
      line.writeBytes(span);
    } else {
      write(line, ",\"spanBytes\":" + span.length + ",\"spanText\":" + quoted(beginning(span)));
    }
    write(line, end);
    return line.toByteArray();
  }

  private static void write(ByteArrayOutputStream line, String text) {
    line.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** What is found in another one's log, or is refused for being malformed, may be anything. */
  private static boolean isObjectOnOneLine(byte[] span) {
    if (!beginsAsObject(span)) {
      return false;
    }
    for (byte b : span) {
      if (b == '\n' || b == '\r') {
        return false;
      }
    }
    try (JsonParser parser = JSON.createParser(span)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
    } catch (IOException e) {
      return false; // it is kept as a text
    }
  }

  /** As UTF-8: the parser would take UTF-16 and a byte order mark too, which no line can hold. */
  private static boolean beginsAsObject(byte[] json) {
    return json.length >= 2 && json[0] == '{' && json[1] != 0;
  }

  private static String beginning(byte[] span) {
    int end = Math.min(span.length, MAX_TEXT_BYTES);
    // A byte that goes on with a character must not be the first that is left out.
    while (end > 0 && end < span.length && (span[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(span, 0, end, StandardCharsets.UTF_8);
  }

  /**
   * Reads a line. What it does not know is passed over, of a later version too.
   *
   * @return null where it is no dead letter
   */
  static DeadLetter parse(byte[] line) {
    if (!beginsAsObject(line)) {
      return null;
    }
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      boolean isLetter = false;
      String time = "";
      int status = 0;
      String answer = "";
      String span = null;
      long spanBytes = 0;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case KIND -> isLetter = true;
          case "time" -> time = parser.getValueAsString("");
          case "status" -> status = parser.getValueAsInt(0);
          case "answer" -> answer = parser.getValueAsString("");
          case "spanText" -> span = parser.getValueAsString("");
          case "spanBytes" -> spanBytes = parser.getValueAsLong(0);
          case "span" -> {
            long from = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            spanBytes = parser.currentLocation().getByteOffset() - from;
            if (value == JsonToken.START_OBJECT) {
              span = new String(line, (int) from, (int) spanBytes, StandardCharsets.UTF_8);
            }
          }
          default -> {}
        }
        parser.skipChildren();
      }
      boolean isWhole = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
      return isLetter && isWhole && span != null
          ? new DeadLetter(time, status, answer, span, spanBytes)
          : null;
    } catch (IOException e) {
      return null; // torn, or somebody else's: whoever reads is told so
    }
  }

  /** The text behind a name in the span itself; empty where there is none in what was kept. */
  String spanField(String name) {
    try (JsonParser parser = JSON.createParser(span)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(name);
        parser.nextToken();
        if (found) {
          return parser.getValueAsString("");
        }
        parser.skipChildren();
      }
    } catch (IOException e) {
      return ""; // it was cut before
    }
    return "";
  }
}
