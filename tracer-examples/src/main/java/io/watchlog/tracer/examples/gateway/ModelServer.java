package io.watchlog.tracer.examples.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.watchlog.tracer.examples.http.HttpServer;
import io.watchlog.tracer.examples.http.Json;
import io.watchlog.tracer.examples.http.RequestHandler;
import io.watchlog.tracer.examples.http.Responses;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A model server that follows a {@link ModelScript}: answers come word by word as server-sent
 * events, and the last event has the token counts.
 *
 * <pre>
 *   POST /v1/chat {"prompt":"..."}
 *   data: {"delta":"word "}
 *   data: {"inputTokens":12,"outputTokens":7}
 * </pre>
 */
final class ModelServer implements AutoCloseable {
  private static final int WORD_INTERVAL_MS = 1;

  private final HttpServer server;

  private ModelServer(HttpServer server) {
    this.server = server;
  }

  static ModelServer start(ModelScript script) {
    return new ModelServer(
        HttpServer.start(
            "model-server",
            "127.0.0.1",
            0,
            1 << 20,
            pipeline -> pipeline.addLast(new Handler(script))));
  }

  URI url() {
    return server.url("/v1/chat");
  }

  @Override
  public void close() {
    server.close();
  }

  private static final class Handler extends RequestHandler {
    private final ModelScript script;

    Handler(ModelScript script) {
      this.script = script;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
        throws IOException {
      String body = request.content().toString(StandardCharsets.UTF_8);
      String prompt = Json.read(body).getOrDefault("prompt", "");
      ModelScript.Scene scene = script.sceneFor(prompt);
      later(context, scene.firstWordMs(), () -> begin(context, prompt, scene));
    }

    private static void begin(
        ChannelHandlerContext context, String prompt, ModelScript.Scene scene) {
      if (scene.act() == ModelScript.Act.FAIL) {
        send(
            context,
            Responses.of(
                HttpResponseStatus.INTERNAL_SERVER_ERROR, "text/plain", "model overloaded"));
        return;
      }
      HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream");
      HttpUtil.setTransferEncodingChunked(head, true);
      send(context, head);
      say(context, prompt, scene, 0);
    }

    private static void say(
        ChannelHandlerContext context, String prompt, ModelScript.Scene scene, int index) {
      if (index == scene.words().size()) {
        event(
            context,
            "{\"inputTokens\":%d,\"outputTokens\":%d}"
                .formatted(prompt.split(" ").length, scene.words().size()));
        send(context, LastHttpContent.EMPTY_LAST_CONTENT);
        return;
      }
      event(context, Json.object("delta", scene.words().get(index) + " "));
      if (scene.act() == ModelScript.Act.ANSWER) { // else nothing more, until the client gives up
        later(context, WORD_INTERVAL_MS, () -> say(context, prompt, scene, index + 1));
      }
    }

    private static void event(ChannelHandlerContext context, String json) {
      String text = "data: " + json + "\n\n";
      send(context, new DefaultHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
    }

    private static void later(ChannelHandlerContext context, int delayMs, Runnable next) {
      var unused = context.executor().schedule(next, delayMs, TimeUnit.MILLISECONDS);
    }
  }
}
