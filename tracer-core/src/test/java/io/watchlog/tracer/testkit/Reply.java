package io.watchlog.tracer.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What a {@link FakeAgent} does with one request. Immutable. */
public final class Reply {
  enum Kind {
    ANSWER,
    AGENT,
    CLOSE,
    RESET,
    HANG,
    RAW
  }

  final Kind kind;
  final int status;
  final Map<String, String> headers;
  final byte[] body;
  final long skipped;
  final CountDownLatch latch;
  final boolean early;

  private Reply(
      Kind kind,
      int status,
      Map<String, String> headers,
      byte[] body,
      long skipped,
      CountDownLatch latch,
      boolean early) {
    this.kind = kind;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.skipped = skipped;
    this.latch = latch;
    this.early = early;
  }

  private static Reply of(Kind kind, int status, byte[] body, long skipped) {
    return new Reply(kind, status, Map.of(), body, skipped, null, false);
  }

  /** As the real agent: 200 for a good batch, 500 for one it can't digest. */
  public static Reply ok() {
    return of(Kind.AGENT, 200, null, -1);
  }

  /** 200, claiming to have skipped so many. */
  public static Reply skipped(long skipped) {
    return of(Kind.AGENT, 200, null, skipped);
  }

  /** Any status; the spans are not taken. */
  public static Reply status(int status) {
    return of(Kind.ANSWER, status, ("status " + status).getBytes(StandardCharsets.UTF_8), -1);
  }

  /** Closes the connection without an answer. */
  public static Reply close() {
    return of(Kind.CLOSE, 0, null, -1);
  }

  /** Resets the connection without an answer. */
  public static Reply reset() {
    return of(Kind.RESET, 0, null, -1);
  }

  /** Never answers, and keeps the connection open until the agent stops. */
  public static Reply hang() {
    return of(Kind.HANG, 0, null, -1);
  }

  /** These bytes and then the end of the connection. */
  public static Reply raw(String bytes) {
    return of(Kind.RAW, 0, bytes.getBytes(StandardCharsets.ISO_8859_1), -1);
  }

  /** With a header. */
  public Reply header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(kind, status, more, body, skipped, latch, early);
  }

  /** With another body. */
  public Reply body(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Reply(kind, status, headers, bytes, skipped, latch, early);
  }

  /** Not before the latch is open. */
  public Reply after(CountDownLatch opened) {
    return new Reply(kind, status, headers, body, skipped, opened, early);
  }

  /** Before the request's body is read, then closes. */
  public Reply early() {
    return new Reply(kind, status, headers, body, skipped, latch, true);
  }
}
