/**
 * An embedded tracer for AI and LLM calls.
 *
 * <p>{@link io.watchlog.tracer} is what an application calls, {@link io.watchlog.tracer.spi} what
 * it may plug in. Nothing else is exported.
 */
module io.watchlog.tracer {
  requires com.fasterxml.jackson.core;
  requires com.lmax.disruptor;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.resolver;
  requires io.netty.transport;
  requires org.agrona.core;

  exports io.watchlog.tracer;
  exports io.watchlog.tracer.spi;
}
