package io.watchlog.tracer.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Counts the spans in an OTLP export request, by walking its Protocol Buffers: what is no span, or
 * inside of one, is skipped by its length. Not thread-safe.
 *
 * <pre>
 *   ExportTraceServiceRequest { 1: repeated ResourceSpans }
 *   ResourceSpans             { 1: Resource, 2: repeated ScopeSpans, 3: schema_url }
 *   ScopeSpans                { 1: InstrumentationScope, 2: repeated Span, 3: schema_url }
 * </pre>
 */
final class OtlpSpanCounter implements BodyCounter {
  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_LENGTH = 2;
  private static final int WIRE_FIXED32 = 5;
  private static final int MAX_VARINT_BYTES = 10;

  /** The field to go into, from the outermost message on; the last one is a span. */
  private static final int[] PATH = {1, 2, 2};

  /** Where each message that the position is in ends, as an offset into the body. */
  private final long[] ends = new long[PATH.length];

  private int depth;
  private long position;
  private long skipTo;

  @Override
  public void reset() {
    ends[0] = Long.MAX_VALUE;
    depth = 0;
    position = 0;
    skipTo = 0;
  }

  @Override
  public int count(ByteBuffer buffer, boolean last) throws IOException {
    int found = 0;
    while (true) {
      skip(buffer);
      while (depth > 0 && position == ends[depth]) {
        depth--;
      }
      if (!buffer.hasRemaining()) {
        break;
      }
      int start = buffer.position();
      long tag = varint(buffer);
      long value = tag < 0 ? -1 : value(buffer, (int) tag & 7);
      if (value < 0) {
        buffer.position(start); // not whole yet
        break;
      }
      position += buffer.position() - start;
      if ((tag & 7) == WIRE_LENGTH && tag >>> 3 == PATH[depth]) {
        if (depth == PATH.length - 1) {
          found++;
          skipTo = within(position + value);
        } else {
          ends[depth + 1] = within(position + value);
          depth++;
        }
      } else {
        skipTo = within(position + value);
      }
    }
    if (last && (depth > 0 || position < skipTo || buffer.hasRemaining())) {
      throw new IOException("the export request ends inside a message");
    }
    return found;
  }

  private void skip(ByteBuffer buffer) {
    int skipped = (int) Math.min(buffer.remaining(), skipTo - position);
    if (skipped > 0) {
      buffer.position(buffer.position() + skipped);
      position += skipped;
    }
  }

  private long within(long end) throws IOException {
    if (end > ends[depth]) {
      throw new IOException("a field is longer than its message");
    }
    return end;
  }

  /** How many bytes of the field follow; negative where its head is not whole. */
  private static long value(ByteBuffer buffer, int wireType) throws IOException {
    return switch (wireType) {
      case WIRE_VARINT -> varint(buffer) < 0 ? -1 : 0;
      case WIRE_FIXED64 -> Long.BYTES;
      case WIRE_LENGTH -> varint(buffer);
      case WIRE_FIXED32 -> Integer.BYTES;
      default -> throw new IOException("unknown wire type " + wireType);
    };
  }

  /** A number, or the low 63 bits of one that is larger; negative where it is not whole. */
  private static long varint(ByteBuffer buffer) throws IOException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (!buffer.hasRemaining()) {
        return -1;
      }
      byte next = buffer.get();
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value & Long.MAX_VALUE;
      }
    }
    throw new IOException("a number of more than " + MAX_VARINT_BYTES + " bytes");
  }
}
