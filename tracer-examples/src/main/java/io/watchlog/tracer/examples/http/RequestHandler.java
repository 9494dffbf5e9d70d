package io.watchlog.tracer.examples.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObject;

/** Serves the requests of one connection; whatever goes wrong with it, closes it. */
public abstract class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** For subclasses. */
  protected RequestHandler() {}

  /**
   * Sends a response, or a part of one.
   *
   * @param context the connection, closed if it cannot be written to
   * @param message what to send
   */
  protected static void send(ChannelHandlerContext context, HttpObject message) {
    send(context, message, ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  /**
   * Sends a response.
   *
   * @param context the connection
   * @param message what to send
   * @param after called when it has been written, or could not be
   */
  protected static void send(
      ChannelHandlerContext context, HttpObject message, ChannelFutureListener after) {
    context.writeAndFlush(message).addListener(after);
  }

  /**
   * Closes the connection.
   *
   * @param context the connection
   */
  protected static void close(ChannelHandlerContext context) {
    var unused = context.close();
  }

  /** The peer went away in the middle, or does not speak this server's language. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context);
  }
}
