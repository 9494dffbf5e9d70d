package io.watchlog.tracer.examples.agent.page;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.watchlog.tracer.examples.http.Responses;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the page, beside this class. */
final class PageFiles {
  private static final Pattern NAME = Pattern.compile("/([a-z]+)\\.(html|css|js|svg)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private PageFiles() {}

  /** The response to a request for a file, or null if there is no such file. */
  static FullHttpResponse get(String path) throws IOException {
    Matcher name = NAME.matcher(path.equals("/") ? "/index.html" : path);
    if (!name.matches()) {
      return null;
    }
    try (InputStream file = PageFiles.class.getResourceAsStream(name.group().substring(1))) {
      return file == null
          ? null
          : Responses.of(HttpResponseStatus.OK, TYPES.get(name.group(2)), file.readAllBytes());
    }
  }
}
