package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.JsonGenerator;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.TextLimits;
import java.io.IOException;

/** Writes the values that a user supplied, redacted and cut to their limits. Not thread-safe. */
final class ValueWriter {
  private final Redaction redaction;
  private final Counters counters;
  private final JsonText json;
  private final QuotedText quoted = new QuotedText();
  private final RecordBuffer scratch;

  ValueWriter(Redaction redaction, Counters counters, int maxRecordLength) {
    this.redaction = redaction;
    this.counters = counters;
    this.json = new JsonText(redaction, counters);
    this.scratch = new RecordBuffer(0, maxRecordLength);
  }

  /** A name, a model or an identifier: not redacted. */
  void name(JsonGenerator generator, String value) throws IOException {
    string(generator, redaction.plain(value, TextLimits.MAX_WORD));
  }

  /**
   * {@code input} or {@code output}: always a string, the JSON text of the value.
   *
   * @param generator has nothing to flush but what goes before it
   */
  void content(
      JsonGenerator generator, RecordBuffer buffer, String field, Object value, int maxLength)
      throws IOException {
    if (value instanceof String text) {
      buffer.write('"');
      quoted.write(buffer, redaction.all(field, text, maxLength), maxLength);
      buffer.write('"');
    } else {
      structured(generator, field, value, maxLength);
      generator.flush();
    }
  }

  /** The same as a member of metadata. */
  void content(JsonGenerator generator, String field, Object value, int maxLength)
      throws IOException {
    if (value instanceof String text) {
      scratch.reset();
      quoted.write(scratch, redaction.all(field, text, maxLength), maxLength);
      generator.writeRawUTF8String(scratch.array(), scratch.offset(), scratch.length());
    } else {
      structured(generator, field, value, maxLength);
    }
  }

  private void structured(JsonGenerator generator, String field, Object value, int maxLength)
      throws IOException {
    Chars text = json.content(field, value, maxLength);
    generator.writeString(text.array(), 0, text.length());
  }

  /** A value of metadata or an attribute. */
  void entry(JsonGenerator generator, String key, Object value) throws IOException {
    key(generator, key);
    if (redaction.isSensitive(key)) {
      generator.writeString(Redaction.REDACTED);
    } else if (value instanceof String text) {
      string(generator, redaction.all(key, text, TextLimits.MAX_WORD));
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else if (value instanceof Double number) {
      generator.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value == null) {
      generator.writeNull();
    } else {
      Chars text = json.structure(key, value, TextLimits.MAX_WORD);
      generator.writeRawValue(text.array(), 0, text.length());
    }
  }

  /** A value of the library's own. */
  void own(JsonGenerator generator, String key, String value) throws IOException {
    generator.writeFieldName(key);
    string(generator, redaction.plain(value, TextLimits.MAX_WORD));
  }

  private void key(JsonGenerator generator, String key) throws IOException {
    Text text = redaction.key(key);
    generator.writeFieldName(text.isOriginal() ? key : text.toString());
  }

  private void string(JsonGenerator generator, Text text) throws IOException {
    if (text.cutTo(TextLimits.MAX_WORD)) {
      counters.increment(Counter.TRUNCATED_VALUES);
    }
    if (text.isPlainAscii()) {
      scratch.reset();
      int start = scratch.room(text.length());
      text.asciiBytes(text.length(), scratch.array(), start);
      generator.writeRawUTF8String(scratch.array(), start, text.length());
    } else {
      generator.writeString(text.chars(), 0, text.length());
    }
  }
}
