package io.watchlog.tracer.examples.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Whole responses. */
public final class Responses {
  private Responses() {}

  /**
   * A response of text in UTF-8, with its length.
   *
   * @param status its status
   * @param type its content type
   * @param text its body
   * @return the response
   */
  public static FullHttpResponse of(HttpResponseStatus status, String type, String text) {
    return of(status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A response of bytes, with its length.
   *
   * @param status its status
   * @param type its content type
   * @param body its body, not to be changed any more
   * @return the response
   */
  public static FullHttpResponse of(HttpResponseStatus status, String type, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    response.headers().set("X-Content-Type-Options", "nosniff");
    HttpUtil.setContentLength(response, response.content().readableBytes());
    return response;
  }
}
