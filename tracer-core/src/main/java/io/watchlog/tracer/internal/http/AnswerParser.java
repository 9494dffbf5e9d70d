package io.watchlog.tracer.internal.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Reads the parts of an answer that matter, and takes anything unreadable as not there. */
final class AnswerParser {
  private static final JsonFactory JSON = new JsonFactory();

  private AnswerParser() {}

  /**
   * The number behind {@code "skipped"} of the outermost object; 0 where there is none, or a
   * negative one.
   */
  static long skipped(byte[] body, int length) {
    try (JsonParser parser = JSON.createParser(body, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return 0;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals("skipped");
        JsonToken value = parser.nextToken();
        if (found) {
          return value == JsonToken.VALUE_NUMBER_INT ? Math.max(0, parser.getLongValue()) : 0;
        }
        parser.skipChildren();
      }
      return 0;
    } catch (IOException e) {
      // The status has said that the batch was taken; a body that is no JSON takes nothing from
      // that.
      return 0;
    }
  }

  /** Seconds or a date as milliseconds from now; -1 for none or rubbish. */
  static long retryAfterMs(String header, long nowEpochMs) {
    if (header == null || header.isBlank()) {
      return -1;
    }
    String value = header.strip();
    if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return value.length() > 15 ? Long.MAX_VALUE : Long.parseLong(value) * 1000;
    }
    try {
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      return Math.max(0, until.toEpochMilli() - nowEpochMs);
    } catch (DateTimeException | ArithmeticException e) {
      // Rubbish is as good as no header: the back-off decides alone.
      return -1;
    }
  }

  /**
   * How long a connection may lie idle and be used again: what {@code Keep-Alive: timeout=n} says,
   * less a second for what is under way; 3 s where nothing is said.
   */
  static long keepAliveNs(String header) {
    if (header != null) {
      for (String part : header.split(",", -1)) {
        String[] pair = part.strip().split("=", 2);
        if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("timeout")) {
          String seconds = pair[1].strip();
          if (!seconds.isEmpty() && seconds.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long n = seconds.length() > 5 ? 86_400 : Math.min(86_400, Long.parseLong(seconds));
            return Math.max(0, n - 1) * 1_000_000_000L;
          }
        }
      }
    }
    return 3_000_000_000L;
  }

  /** The beginning of a body as text. */
  static String text(byte[] body, int length) {
    String text =
        new String(
                body, 0, Math.min(length, 4 * AgentAnswer.MAX_TEXT_CHARS), StandardCharsets.UTF_8)
            .strip();
    return text.length() > AgentAnswer.MAX_TEXT_CHARS
        ? text.substring(0, AgentAnswer.MAX_TEXT_CHARS)
        : text;
  }
}
