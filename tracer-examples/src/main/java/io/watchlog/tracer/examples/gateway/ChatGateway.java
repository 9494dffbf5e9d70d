package io.watchlog.tracer.examples.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.watchlog.tracer.Span;
import io.watchlog.tracer.examples.http.HttpServer;
import io.watchlog.tracer.examples.http.Json;
import io.watchlog.tracer.examples.http.RequestHandler;
import io.watchlog.tracer.examples.http.Responses;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;

/**
 * The gateway's HTTP side: {@code POST /chat {"prompt":"..."}} is answered with {@code
 * {"answer":"..."}}, with 400 for a prompt that is refused, 504 when the model did not answer in
 * time, 502 for any other failure of it.
 */
final class ChatGateway implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final HttpServer server;

  private ChatGateway(HttpServer server) {
    this.server = server;
  }

  static ChatGateway start(ChatService service) {
    return new ChatGateway(
        HttpServer.start(
            "gateway",
            "127.0.0.1",
            0,
            MAX_BODY_BYTES,
            pipeline -> pipeline.addLast(new Handler(service))));
  }

  URI url() {
    return server.url("/chat");
  }

  /** Closes all connections; the spans of all requests that were answered have ended then. */
  @Override
  public void close() {
    server.close();
  }

  private static final class Handler extends RequestHandler {
    private final ChatService service;

    Handler(ChatService service) {
      this.service = service;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (!request.method().equals(HttpMethod.POST) || !request.uri().equals("/chat")) {
        send(
            context,
            Responses.of(HttpResponseStatus.NOT_FOUND, "text/plain", "POST /chat is all there is"));
        return;
      }
      Span root = service.begin();
      var unused =
          service
              .answer(root, promptOf(request))
              .whenComplete((answer, failure) -> respond(context, root, answer, failure));
    }

    /** The prompt, blank if there is none: validation refuses it then, within the trace. */
    private static String promptOf(FullHttpRequest request) {
      try {
        return Json.read(request.content().toString(StandardCharsets.UTF_8))
            .getOrDefault("prompt", "");
      } catch (IOException e) {
        return "";
      }
    }

    private void respond(
        ChannelHandlerContext context, Span root, ModelAnswer answer, Throwable failure) {
      FullHttpResponse response =
          failure == null
              ? Responses.of(
                  HttpResponseStatus.OK, "application/json", Json.object("answer", answer.text()))
              : Responses.of(
                  statusFor(ChatService.causeOf(failure)), "text/plain", "no answer this time");
      send(
          context,
          response,
          written ->
              service.end(root, "handle_request", failure != null ? failure : written.cause()));
    }

    private static HttpResponseStatus statusFor(Throwable cause) {
      if (cause instanceof IllegalArgumentException) {
        return HttpResponseStatus.BAD_REQUEST;
      }
      return cause instanceof TimeoutException
          ? HttpResponseStatus.GATEWAY_TIMEOUT
          : HttpResponseStatus.BAD_GATEWAY;
    }
  }
}
