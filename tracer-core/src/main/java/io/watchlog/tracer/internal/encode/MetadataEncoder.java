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
import java.util.Set;

/**
 * Writes a span's metadata: the five known keys first, then the user's. Metadata that spans share
 * is encoded once and copied from then on; what a span adds is written behind it. Not thread-safe.
 */
final class MetadataEncoder {
  private static final List<String> KNOWN_KEYS =
      List.of("feature", "step", "promptVersion", "userId", "label");
  private static final SpanAttributes NO_METADATA =
      new SpanAttributes(new String[0], new Object[0], 0);

  private final ValueWriter values;
  private final Counters counters;
  private final Object cacheKey;
  private EncodedMetadata none;

  /** An encoder whose forms are kept in each {@link SpanAttributes} under a key of its own. */
  MetadataEncoder(ValueWriter values, Counters counters, Object cacheKey) {
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
   * Writes the object's members; the generator stands behind its opening brace.
   *
   * @param metadata what {@code encoded} was made of, null where it was left out
   */
  void write(
      SpanAttributes metadata,
      EncodedMetadata encoded,
      SpanExtras extras,
      JsonGenerator generator,
      RecordBuffer buffer)
      throws IOException {
    if (extras.anyKeyIn(encoded.keys())) {
      writeMerged(metadata, extras, generator);
      return;
    }
    generator.flush();
    buffer.write(encoded.members(), 0, encoded.members().length);
    if (extras.size() > 0) {
      generator.writeRaw(','); // the generator does not know of the members before
      for (int i = 0; i < extras.size(); i++) {
        extras.write(generator, extras.key(i), extras.value(i));
      }
    }
  }

  private void writeMerged(SpanAttributes metadata, SpanExtras extras, JsonGenerator generator)
      throws IOException {
    Map<String, Object> all = members(metadata == null ? NO_METADATA : metadata);
    for (int i = 0; i < extras.size(); i++) {
      all.put(extras.key(i), extras.value(i));
    }
    for (Map.Entry<String, Object> member : all.entrySet()) {
      extras.write(generator, member.getKey(), member.getValue());
    }
  }

  private EncodedMetadata encode(
      SpanAttributes metadata, JsonGenerator generator, RecordBuffer buffer) throws IOException {
    Map<String, Object> members = members(metadata);
    buffer.reset();
    generator.writeStartObject();
    for (Map.Entry<String, Object> member : members.entrySet()) {
      if (member.getValue() == "" && KNOWN_KEYS.contains(member.getKey())) {
        generator.writeStringField(member.getKey(), ""); // absent is not secret
      } else {
        values.entry(generator, member.getKey(), member.getValue());
      }
    }
    generator.writeEndObject();
    generator.flush();
    int first = buffer.offset() + 1;
    byte[] bytes = Arrays.copyOfRange(buffer.array(), first, first + buffer.length() - 2);
    return new EncodedMetadata(bytes, Set.copyOf(members.keySet()));
  }

  private static Map<String, Object> members(SpanAttributes metadata) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String key : KNOWN_KEYS) {
      members.put(key, "");
    }
    for (int i = 0; i < metadata.size(); i++) {
      members.put(metadata.key(i), metadata.value(i));
    }
    return members;
  }

  private void keep(SpanAttributes metadata, EncodedMetadata encoded) {
    if (metadata != null) {
      counters.add(Counter.INVALID_VALUES, metadata.invalidValues());
      metadata.encoded(cacheKey, encoded);
    }
  }
}
