package io.watchlog.tracer.examples.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** What tests ask an agent beside the browser. */
final class TestHttp {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestHttp() {}

  static String get(URI url) throws IOException, InterruptedException {
    return CLIENT.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
  }

  static int post(URI url, String body) throws IOException, InterruptedException {
    return CLIENT
        .send(
            HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(body)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
