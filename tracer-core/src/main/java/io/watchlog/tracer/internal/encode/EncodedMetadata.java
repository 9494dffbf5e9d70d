package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.internal.span.SpanAttributes;
import java.util.HashSet;
import java.util.Set;

/** Metadata as one encoder writes it. Belongs to that encoder's thread. */
final class EncodedMetadata {
  private final byte[] object;
  private final SpanAttributes source;
  private final int redactedKeys;
  private Set<String> keys;

  /**
   * Takes the array over.
   *
   * @param object the JSON object, never without members
   * @param source what they were made of
   * @param redactedKeys how many of its keys held a secret, and are numbered
   */
  EncodedMetadata(byte[] object, SpanAttributes source, int redactedKeys) {
    this.object = object;
    this.source = source;
    this.redactedKeys = redactedKeys;
  }

  byte[] object() {
    return object;
  }

  SpanAttributes source() {
    return source;
  }

  int redactedKeys() {
    return redactedKeys;
  }

  boolean has(String key) {
    if (keys == null) {
      keys = new HashSet<>(MetadataEncoder.KNOWN_KEYS);
      for (int i = 0; i < source.size(); i++) {
        keys.add(source.key(i));
      }
    }
    return keys.contains(key);
  }
}
