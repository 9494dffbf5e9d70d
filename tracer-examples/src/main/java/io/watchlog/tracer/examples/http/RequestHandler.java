package io.watchlog.tracer.examples.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Duration;

/** Serves the requests of one connection; whatever goes wrong with it, closes it. */
public abstract class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Duration keepAlive;

  /** For subclasses whose connections are kept for as long as their clients like. */
  protected RequestHandler() {
    this(Duration.ZERO);
  }

  /**
   * For subclasses.
   *
   * @param keepAlive what clients are told of how long an idle connection is kept; zero for nothing
   */
  protected RequestHandler(Duration keepAlive) {
    this.keepAlive = keepAlive;
  }

  /**
   * Answers a request, and closes the connection if the client wants it so.
   *
   * @param context the connection
   * @param request the request
   * @param response the whole response
   */
  protected final void answer(
      ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
    if (request.decoderResult().isFailure() || !HttpUtil.isKeepAlive(request)) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      send(context, response, ChannelFutureListener.CLOSE);
      return;
    }
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    if (!keepAlive.isZero()) {
      response.headers().set("Keep-Alive", "timeout=" + keepAlive.toSeconds());
    }
    send(context, response);
  }

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
