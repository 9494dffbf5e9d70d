package io.watchlog.tracer.examples.agent.page;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import io.watchlog.tracer.examples.agent.trace.SpanLines;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Spans as lines of JSON, made as the reader takes them. Not thread-safe. */
final class SpanExport implements ChunkedInput<ByteBuf> {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Iterator<ReceivedSpan> spans;
  private long written;

  SpanExport(List<ReceivedTrace> traces) {
    spans = traces.stream().flatMap(trace -> trace.spans().stream()).iterator();
  }

  @Override
  public boolean isEndOfInput() {
    return !spans.hasNext();
  }

  @Override
  public ByteBuf readChunk(ByteBufAllocator allocator) {
    return nextChunk(allocator);
  }

  private ByteBuf nextChunk(ByteBufAllocator allocator) {
    ByteBuf chunk = allocator.buffer(CHUNK_BYTES);
    while (spans.hasNext() && chunk.readableBytes() < CHUNK_BYTES) {
      chunk.writeCharSequence(SpanLines.of(spans.next()), StandardCharsets.UTF_8);
    }
    written += chunk.readableBytes();
    return chunk;
  }

  @Override
  @Deprecated
  public ByteBuf readChunk(ChannelHandlerContext context) {
    return nextChunk(context.alloc());
  }

  @Override
  public long length() {
    return -1; // not known before
  }

  @Override
  public long progress() {
    return written;
  }

  @Override
  public void close() {}
}
