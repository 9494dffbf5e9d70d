package io.watchlog.tracer.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Counts the spans in a body that arrives in pieces, by a marker that each of them has once. It
 * must cost little beside what it counts: most bytes are never looked at. Not thread-safe.
 */
final class SpanCounter implements BodyCounter {
  /** The bytes from one marker to the next are never fewer, whatever was left unset. */
  private static final int LEAST_DISTANCE = 256;

  private final byte[] marker;
  private final int[] shifts = new int[256];
  private int skip;

  SpanCounter(String marker) {
    this.marker = marker.getBytes(StandardCharsets.US_ASCII);
    int length = this.marker.length;
    java.util.Arrays.fill(shifts, length);
    for (int i = 0; i < length - 1; i++) {
      shifts[this.marker[i] & 0xFF] = length - 1 - i;
    }
  }

  @Override
  public void reset() {
    skip = 0;
  }

  @Override
  public int count(ByteBuffer buffer, boolean last) {
    int limit = buffer.limit();
    int length = marker.length;
    int at = buffer.position() + skip;
    int found = 0;
    while (at <= limit - length) {
      int end = buffer.get(at + length - 1) & 0xFF;
      if (end == marker[length - 1] && isMarker(buffer, at)) {
        found++;
        at += LEAST_DISTANCE;
      } else {
        at += shifts[end];
      }
    }
    if (last) {
      skip = 0;
      buffer.position(limit);
    } else {
      skip = Math.max(0, at - limit);
      buffer.position(Math.min(at, limit));
    }
    return found;
  }

  private boolean isMarker(ByteBuffer buffer, int at) {
    for (int i = 0; i < marker.length; i++) {
      if (buffer.get(at + i) != marker[i]) {
        return false;
      }
    }
    return true;
  }
}
