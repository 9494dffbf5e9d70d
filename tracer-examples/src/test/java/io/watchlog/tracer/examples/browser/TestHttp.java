package io.watchlog.tracer.examples.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What tests ask an agent beside the browser. */
final class TestHttp {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestHttp() {}

  static String get(URI url) throws IOException, InterruptedException {
    return CLIENT.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
  }

  /** Posts a batch, and fails unless it is taken. */
  static String post(URI url, String body) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(body)).build();
    HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("answered " + answer.statusCode());
    }
    return answer.body();
  }
}
