package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.TextLimits;
import java.io.IOException;

/** Writes the values that a user supplied, redacted and cut to their limits. Not thread-safe. */
final class ValueWriter {
  private final Redaction redaction;
  private final Counters counters;
  private final JsonText json;
  private final AsciiStrings ascii = new AsciiStrings();
  private final KnownWords words;

  ValueWriter(Redaction redaction, Counters counters) {
    this.redaction = redaction;
    this.counters = counters;
    this.json = new JsonText(redaction, counters);
    this.words = new KnownWords(redaction);
  }

  /** A name, a model or an identifier: not redacted. */
  void name(JsonGenerator generator, SerializableString field, String value) throws IOException {
    generator.writeFieldName(field);
    SerializedString known = words.find(value);
    if (known != null) {
      generator.writeString(known);
    } else {
      string(generator, redaction.plain(value, TextLimits.MAX_WORD));
    }
  }

  /** {@code input} or {@code output}: always a string, the JSON text of the value. */
  void content(JsonGenerator generator, SerializableString field, Object value, int maxLength)
      throws IOException {
    Chars jsonText;
    if (value instanceof String string) {
      Text text = redaction.all(field.getValue(), string, maxLength);
      if (text.isPlainAscii() && maxLength > 0) {
        ascii.writeQuoted(generator, text, maxLength);
        return;
      }
      jsonText = json.quoted(text, maxLength);
    } else {
      jsonText = json.content(field.getValue(), value, maxLength);
    }
    generator.writeString(jsonText.array(), 0, jsonText.length());
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
    for (int i = 0; i < key.length(); i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        generator.writeFieldName(redaction.plain(key, TextLimits.MAX_WORD).toString());
        return;
      }
    }
    generator.writeFieldName(key);
  }

  private void string(JsonGenerator generator, Text text) throws IOException {
    if (text.cutTo(TextLimits.MAX_WORD)) {
      counters.increment(Counter.TRUNCATED_VALUES);
    }
    if (text.isPlainAscii()) {
      ascii.write(generator, text);
    } else {
      generator.writeString(text.chars(), 0, text.length());
    }
  }
}
