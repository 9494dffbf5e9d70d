package io.watchlog.tracer.examples.agent;

import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;

import io.netty.buffer.ByteBufInputStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.watchlog.tracer.examples.agent.page.HostRule;
import io.watchlog.tracer.examples.agent.trace.ReceivedBatch;
import io.watchlog.tracer.examples.http.RequestHandler;
import io.watchlog.tracer.examples.http.Responses;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Answers one connection as the agent would, and passes on what is not of its contract: that is
 * answered by another thread, so a client that does not wait for its answers may get them in
 * another order. Requests come whole; the 413 to a body that is too large has been given before
 * they get here.
 */
final class AgentHandler extends RequestHandler {
  private final SpanParser parser;
  private final Consumer<ReceivedBatch> sink;
  private final HostRule hosts;

  AgentHandler(
      SpanParser parser, Consumer<ReceivedBatch> sink, HostRule hosts, Duration keepAlive) {
    super(keepAlive);
    this.parser = parser;
    this.sink = sink;
    this.hosts = hosts;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    String path = pathOf(request);
    if (path == null) {
      answer(
          context,
          request,
          Responses.of(HttpResponseStatus.BAD_REQUEST, "text/plain", "Bad request"));
      return;
    }
    switch (path) {
      case "/ai-tracer" -> answer(context, request, only(HttpMethod.POST, request, this::take));
      case "/healthz" -> answer(context, request, only(HttpMethod.GET, request, r -> plain("OK")));
      case "/readyz" ->
          answer(context, request, only(HttpMethod.GET, request, r -> plain("READY")));
      default -> context.fireChannelRead(request.retain());
    }
  }

  /** Null for what is no HTTP, or has an address that cannot be decoded. */
  private static String pathOf(FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return null;
    }
    try {
      QueryStringDecoder address = new QueryStringDecoder(request.uri());
      var unused = address.parameters(); // which are decoded only when they are asked for
      return address.path();
    } catch (IllegalArgumentException e) {
      return null;
    }
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
    if (!hosts.allowsOrigin(request.headers())) {
      return Responses.of(HttpResponseStatus.FORBIDDEN, "text/plain", "Not from another page");
    }
    String encoding = request.headers().get(CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      return internalError(); // the agent inflates such a body twice, and fails
    }
    try {
      ReceivedBatch batch = parser.parse(new ByteBufInputStream(request.content()));
      sink.accept(batch);
      return Responses.of(
          HttpResponseStatus.OK,
          "application/json; charset=utf-8",
          "{\"status\":\"ok\",\"received\":%d,\"skipped\":%d}"
              .formatted(batch.spans().size(), batch.skipped()));
    } catch (BadBatchException e) {
      return internalError(); // all that the agent says, whatever the cause
    }
  }

  private static FullHttpResponse plain(String text) {
    return Responses.of(HttpResponseStatus.OK, "text/plain", text);
  }

  private static FullHttpResponse internalError() {
    return Responses.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, "text/plain", "Internal error");
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
