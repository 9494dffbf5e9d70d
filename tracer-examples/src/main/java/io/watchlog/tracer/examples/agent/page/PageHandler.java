package io.watchlog.tracer.examples.agent.page;

import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_DISPOSITION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.watchlog.tracer.examples.agent.trace.TraceStore;
import io.watchlog.tracer.examples.http.RequestHandler;
import io.watchlog.tracer.examples.http.Responses;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page and its API on one connection: everything but what the agent's contract has. On a
 * thread of its own, so that a long list does not hold up the spans.
 */
final class PageHandler extends RequestHandler {
  private static final int MAX_LISTENERS = 32;

  /** Who pages through an export stops reading for a while. */
  private static final Duration EXPORT_PATIENCE = Duration.ofMinutes(5);

  private static final String TRACE_PATH = "/api/traces/";
  private static final String JSON = "application/json; charset=utf-8";

  /**
   * Nothing but the agent's own files, no inline script or style, and no text that becomes markup.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private final TraceStore store;
  private final EventFeed feed;
  private final HostRule hosts;
  private final Executor executor;

  PageHandler(
      TraceStore store, EventFeed feed, HostRule hosts, Duration keepAlive, Executor executor) {
    super(keepAlive);
    this.executor = executor;
    this.store = store;
    this.feed = feed;
    this.hosts = hosts;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (!hosts.allowsHost(request.headers())) {
      answer(context, request, text(FORBIDDEN, "Unknown host: name the agent by its address"));
    } else if (!request.method().equals(HttpMethod.GET)) {
      FullHttpResponse refusal = text(METHOD_NOT_ALLOWED, "Method not allowed");
      refusal.headers().set(ALLOW, HttpMethod.GET.name());
      answer(context, request, refusal);
    } else {
      executor.execute(() -> getOrClose(context, request));
    }
  }

  /** What goes wrong with an answer closes the connection, as it does on the event loop. */
  private void getOrClose(ChannelHandlerContext context, FullHttpRequest request) {
    try {
      get(context, request);
    } catch (IOException | RuntimeException e) {
      exceptionCaught(context, e);
    }
  }

  /** The request's body is released; a GET has none. */
  private void get(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
    PageQuery query = PageQuery.of(request.uri());
    String path = new QueryStringDecoder(request.uri()).path();
    switch (path) {
      case "/api/traces" ->
          answer(
              context, request, json(TraceJson.list(traces().find(query.filter(), query.limit()))));
      case "/api/stats" -> answer(context, request, json(TraceJson.stats(store, traces())));
      case "/api/events" -> listen(context, request, query);
      case "/api/export" -> export(context, request, query);
      default ->
          answer(
              context,
              request,
              path.startsWith(TRACE_PATH)
                  ? trace(path.substring(TRACE_PATH.length()))
                  : file(path));
    }
  }

  private FullHttpResponse trace(String id) {
    return store
        .trace(id)
        .or(() -> feed.listed(id))
        .map(trace -> json(TraceJson.trace(trace)))
        .orElseGet(() -> secured(Responses.of(NOT_FOUND, JSON, "{\"error\":\"no such trace\"}")));
  }

  private static FullHttpResponse file(String path) throws IOException {
    FullHttpResponse file = PageFiles.get(path);
    return file == null ? text(NOT_FOUND, "Not found") : secured(file);
  }

  private void listen(ChannelHandlerContext context, FullHttpRequest request, PageQuery query) {
    if (feed.size() >= MAX_LISTENERS) {
      answer(context, request, text(SERVICE_UNAVAILABLE, "Too many pages are open"));
      return;
    }
    send(context, streamed("text/event-stream"));
    feed.add(context, query.filter(), query.limit());
  }

  private void export(ChannelHandlerContext context, FullHttpRequest request, PageQuery query) {
    context
        .pipeline()
        .replace(
            IdleStateHandler.class,
            null,
            new IdleStateHandler(0, 0, EXPORT_PATIENCE.toSeconds(), TimeUnit.SECONDS));
    HttpResponse response = streamed("application/jsonl; charset=utf-8");
    response.headers().set(CONTENT_DISPOSITION, "attachment; filename=\"spans.jsonl\"");
    send(context, response);
    HttpChunkedInput spans = new HttpChunkedInput(new SpanExport(traces().all(query.filter())));
    var written = context.writeAndFlush(spans);
    written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    if (!HttpUtil.isKeepAlive(request)) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static HttpResponse streamed(String type) {
    HttpResponse response = secured(new DefaultHttpResponse(HttpVersion.HTTP_1_1, OK));
    response.headers().set(CONTENT_TYPE, type);
    HttpUtil.setTransferEncodingChunked(response, true);
    return response;
  }

  private Traces traces() {
    return new Traces(store.traces());
  }

  private static FullHttpResponse json(byte[] json) {
    return secured(Responses.of(OK, JSON, json));
  }

  private static FullHttpResponse text(HttpResponseStatus status, String text) {
    return secured(Responses.of(status, "text/plain; charset=utf-8", text));
  }

  private static <R extends HttpResponse> R secured(R response) {
    HttpHeaders headers = response.headers();
    headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    return response;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    executor.execute(() -> feed.remove(context));
    context.fireChannelInactive();
  }
}
