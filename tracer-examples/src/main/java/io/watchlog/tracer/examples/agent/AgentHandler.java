package io.watchlog.tracer.examples.agent;

import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;

import io.netty.buffer.ByteBufInputStream;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.watchlog.tracer.examples.http.RequestHandler;
import io.watchlog.tracer.examples.http.Responses;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Answers one connection as the agent would. Requests come whole, and one after the other; the 413
 * to a body that is too large has been given before they get here.
 */
final class AgentHandler extends RequestHandler {
  private final SpanParser parser;
  private final Consumer<SpanParser.Batch> sink;
  private final Duration keepAlive;

  AgentHandler(SpanParser parser, Consumer<SpanParser.Batch> sink, Duration keepAlive) {
    this.parser = parser;
    this.sink = sink;
    this.keepAlive = keepAlive;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      answer(
          context,
          Responses.of(HttpResponseStatus.BAD_REQUEST, "text/plain", "Bad request"),
          false);
      return;
    }
    FullHttpResponse response =
        switch (new QueryStringDecoder(request.uri()).path()) {
          case "/ai-tracer" -> only(HttpMethod.POST, request, this::take);
          case "/healthz" -> only(HttpMethod.GET, request, ignored -> ok("text/plain", "OK"));
          case "/readyz" -> only(HttpMethod.GET, request, ignored -> ok("text/plain", "READY"));
          default -> Responses.of(HttpResponseStatus.NOT_FOUND, "text/plain", "Not found");
        };
    answer(context, response, HttpUtil.isKeepAlive(request));
  }

  private interface Action {
    FullHttpResponse on(FullHttpRequest request);
  }

  private static FullHttpResponse only(HttpMethod method, FullHttpRequest request, Action action) {
    if (request.method().equals(method)) {
      return action.on(request);
    }
    FullHttpResponse refusal =
        Responses.of(HttpResponseStatus.METHOD_NOT_ALLOWED, "text/plain", "Method not allowed");
    refusal.headers().set(ALLOW, method.name());
    return refusal;
  }

  private FullHttpResponse take(FullHttpRequest request) {
    String encoding = request.headers().get(CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      return internalError(); // the agent inflates such a body twice, and fails
    }
    try {
      SpanParser.Batch batch = parser.parse(new ByteBufInputStream(request.content()));
      sink.accept(batch);
      return ok(
          "application/json; charset=utf-8",
          "{\"status\":\"ok\",\"received\":%d,\"skipped\":%d}"
              .formatted(batch.spans().size(), batch.skipped()));
    } catch (BadBatchException e) {
      return internalError(); // all that the agent says, whatever the cause
    }
  }

  private static FullHttpResponse ok(String type, String text) {
    return Responses.of(HttpResponseStatus.OK, type, text);
  }

  private static FullHttpResponse internalError() {
    return Responses.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, "text/plain", "Internal error");
  }

  private void answer(ChannelHandlerContext context, FullHttpResponse response, boolean keep) {
    if (keep) {
      response.headers().set(CONNECTION, "keep-alive");
      response.headers().set("Keep-Alive", "timeout=" + keepAlive.toSeconds());
      send(context, response);
    } else {
      response.headers().set(CONNECTION, "close");
      send(context, response, ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      close(context);
    } else {
      context.fireUserEventTriggered(event);
    }
  }
}
