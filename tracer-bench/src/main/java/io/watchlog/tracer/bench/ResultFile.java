package io.watchlog.tracer.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a benchmark program measured, and where and when; as a JSON file, from which the report is
 * made. Immutable.
 *
 * @param name of the program's results, such as {@code latency}
 * @param machine processors and operating system
 * @param jdk the JVM and its collector
 * @param date when it was measured, ISO 8601 in UTC
 */
record ResultFile(String name, String machine, String jdk, String date, List<Row> rows) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * One figure.
   *
   * @param label what was measured, such as {@code tracer}
   * @param metric what of it, such as {@code p99.9}
   * @param unit such as {@code ns}
   * @param value finite
   */
  record Row(String label, String metric, String unit, double value) {
    Row {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "value of " + label + ", " + metric + " must be finite, was " + value);
      }
    }
  }

  ResultFile {
    rows = List.copyOf(rows);
  }

  /** Figures that were measured just now, by this JVM. */
  static ResultFile measuredHere(String name, List<Row> rows) {
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new ResultFile(name, Machine.hardware(), Machine.jdk(), date, rows);
  }

  /** The figure of that label and metric; empty where it was not measured. */
  OptionalDouble value(String label, String metric) {
    return rows.stream()
        .filter(row -> row.label().equals(label) && row.metric().equals(metric))
        .mapToDouble(Row::value)
        .findFirst();
  }

  /** Writes all of it, a row to a line; replaces what was there. */
  void write(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    try (OutputStream out = Files.newOutputStream(file);
        JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("name", name);
      json.writeStringField("machine", machine);
      json.writeStringField("jdk", jdk);
      json.writeStringField("date", date);
      json.writeArrayFieldStart("rows");
      for (Row row : rows) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("label", row.label());
        json.writeStringField("metric", row.metric());
        json.writeStringField("unit", row.unit());
        json.writeNumberField("value", row.value());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException also where it is no such file
   */
  static ResultFile read(Path file) throws IOException {
    try (JsonParser json = JSON.createParser(file.toFile())) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      List<Row> rows = new ArrayList<>();
      Map<String, String> texts = new LinkedHashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken() == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            rows.add(row(json));
          }
        } else {
          texts.put(field, json.getText());
        }
      }
      expect(json, json.currentToken(), JsonToken.END_OBJECT);
      return new ResultFile(
          text(json, texts, "name"),
          text(json, texts, "machine"),
          text(json, texts, "jdk"),
          text(json, texts, "date"),
          rows);
    }
  }

  private static Row row(JsonParser json) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      texts.put(field, json.getText());
    }
    String value = text(json, texts, "value");
    try {
      return new Row(
          text(json, texts, "label"),
          text(json, texts, "metric"),
          text(json, texts, "unit"),
          Double.parseDouble(value));
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(json, "value must be a finite number, was " + value, e);
    }
  }

  private static String text(JsonParser json, Map<String, String> texts, String field)
      throws JsonParseException {
    String text = texts.get(field);
    if (text == null) {
      throw new JsonParseException(json, field + " is missing");
    }
    return text;
  }

  private static void expect(JsonParser json, JsonToken actual, JsonToken expected)
      throws JsonParseException {
    if (actual != expected) {
      throw new JsonParseException(json, "expected " + expected + ", was " + actual);
    }
  }
}
