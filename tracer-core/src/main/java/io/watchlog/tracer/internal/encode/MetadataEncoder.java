package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.JsonGenerator;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.SpanAttributes;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a span's metadata: the five known keys first, then the user's. Metadata that spans share
 * is encoded once and copied from then on; what a span adds is written behind it. Not thread-safe.
 */
final class MetadataEncoder {
  static final List<String> KNOWN_KEYS =
      List.of("feature", "step", "promptVersion", "userId", "label");
  private static final SpanAttributes NO_METADATA =
      new SpanAttributes(new String[0], new Object[0], 0, 0);

  private static final Object ABSENT = new Object();

  private final Redaction redaction;
  private final ValueWriter values;
  private final Counters counters;
  private final Object cacheKey;
  private EncodedMetadata none;

  /** An encoder whose forms are kept in each {@link SpanAttributes} under a key of its own. */
  MetadataEncoder(Redaction redaction, ValueWriter values, Counters counters, Object cacheKey) {
    this.redaction = redaction;
    this.values = values;
    this.counters = counters;
    this.cacheKey = cacheKey;
  }

  /**
   * The encoded form, from the cache or made now in the buffer, whose content is lost.
   *
   * @param metadata may be null
   */
  EncodedMetadata encoded(SpanAttributes metadata, JsonGenerator generator, RecordBuffer buffer)
      throws IOException {
    if (metadata == null) {
      if (none == null) {
        none = encode(NO_METADATA, generator, buffer);
      }
      return none;
    }
    Object kept = metadata.encoded(cacheKey);
    if (kept instanceof EncodedMetadata encoded) {
      return encoded;
    }
    EncodedMetadata fresh = encode(metadata, generator, buffer);
    keep(metadata, fresh);
    return fresh;
  }

  /** Remembers that metadata is too long on its own: it is left out from then on. */
  EncodedMetadata leftOut(SpanAttributes metadata, JsonGenerator generator, RecordBuffer buffer)
      throws IOException {
    EncodedMetadata empty = encoded(null, generator, buffer);
    counters.increment(Counter.TRUNCATED_VALUES);
    keep(metadata, empty);
    return empty;
  }

  /**
   * Writes the object.
   *
   * @param encoded as {@link #encoded} gave it
   * @param generator stands between two values, and has nothing to flush
   */
  void write(
      EncodedMetadata encoded, SpanExtras extras, JsonGenerator generator, RecordBuffer buffer)
      throws IOException {
    redaction.redactedKeys(encoded.redactedKeys());
    if (extras.size() == 0) {
      buffer.put(encoded.object());
      return;
    }
    generator.writeStartObject();
    if (isMerged(encoded, extras)) {
      writeMerged(encoded.source(), extras, generator);
    } else {
      generator.flush();
      buffer.write(encoded.object(), 1, encoded.object().length - 2);
      generator.writeRaw(','); // the generator does not know of the members before
      for (int i = 0; i < extras.size(); i++) {
        extras.write(generator, extras.key(i), extras.value(i));
      }
    }
    generator.writeEndObject();
    generator.flush();
  }

  private static boolean isMerged(EncodedMetadata encoded, SpanExtras extras) {
    for (int i = 0; i < extras.size(); i++) {
      if (encoded.has(extras.key(i))) {
        return true;
      }
    }
    return false;
  }

  private void writeMerged(SpanAttributes metadata, SpanExtras extras, JsonGenerator generator)
      throws IOException {
    redaction.redactedKeys(0);
    Map<String, Object> all = new LinkedHashMap<>();
    for (String key : KNOWN_KEYS) {
      all.put(key, ABSENT);
    }
    for (int i = 0; i < metadata.size(); i++) {
      all.put(metadata.key(i), metadata.value(i));
    }
    for (int i = 0; i < extras.size(); i++) {
      all.put(extras.key(i), extras.value(i));
    }
    for (Map.Entry<String, Object> member : all.entrySet()) {
      if (member.getValue() == ABSENT) {
        generator.writeStringField(member.getKey(), "");
      } else {
        extras.write(generator, member.getKey(), member.getValue());
      }
    }
  }

  private EncodedMetadata encode(
      SpanAttributes metadata, JsonGenerator generator, RecordBuffer buffer) throws IOException {
    buffer.reset();
    redaction.redactedKeys(0);
    generator.writeStartObject();
    for (String key : KNOWN_KEYS) {
      int i = indexOf(metadata, key);
      if (i < 0) {
        generator.writeStringField(key, "");
      } else {
        values.entry(generator, key, metadata.value(i));
      }
    }
    for (int i = 0; i < metadata.size(); i++) {
      if (!KNOWN_KEYS.contains(metadata.key(i))) {
        values.entry(generator, metadata.key(i), metadata.value(i));
      }
    }
    generator.writeEndObject();
    generator.flush();
    int first = buffer.offset();
    byte[] bytes = Arrays.copyOfRange(buffer.array(), first, first + buffer.length());
    return new EncodedMetadata(bytes, metadata, redaction.redactedKeys());
  }

  private static int indexOf(SpanAttributes metadata, String key) {
    for (int i = 0; i < metadata.size(); i++) {
      if (metadata.key(i).equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private void keep(SpanAttributes metadata, EncodedMetadata encoded) {
    if (metadata != null) {
      counters.add(Counter.INVALID_VALUES, metadata.invalidValues());
      counters.add(Counter.TRUNCATED_VALUES, metadata.truncatedValues());
      metadata.encoded(cacheKey, encoded);
    }
  }
}
