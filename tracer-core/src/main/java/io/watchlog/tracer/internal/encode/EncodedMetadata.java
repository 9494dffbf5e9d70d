package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.internal.span.SpanAttributes;
import java.util.HashSet;
import java.util.Set;

/** Metadata as one encoder writes it. Belongs to that encoder's thread. */
final class EncodedMetadata {
  private final byte[] members;
  private final SpanAttributes source;
  private Set<String> keys;

  /**
   * Takes the array over.
   *
   * @param members the members of the JSON object without its braces, never empty
   * @param source what they were made of
   */
  EncodedMetadata(byte[] members, SpanAttributes source) {
    this.members = members;
    this.source = source;
  }

  byte[] members() {
    return members;
  }

  SpanAttributes source() {
    return source;
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
