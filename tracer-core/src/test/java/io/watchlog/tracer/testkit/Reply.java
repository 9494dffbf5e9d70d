package io.watchlog.tracer.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What a {@link FakeAgent} does with one request, down to the byte. Immutable. */
public final class Reply {
  enum Kind {
    /** The status and the body that are given. */
    ANSWER,
    /** What the real agent says to such a body. */
    AGENT,
    /** The end of the stream, without an answer. */
    CLOSE,
    /** A reset, without an answer. */
    RESET,
    /** Nothing, on an open connection. */
    HANG,
    /** The bytes that are given, and the end of the stream. */
    RAW,
    /** The bytes that are given, and then nothing, on an open connection. */
    RAW_THEN_HANG,
    /** The bytes that are given, again and again, for as long as somebody reads. */
    ENDLESS
  }

  private static final int WHOLE = Integer.MAX_VALUE;

  final Kind kind;
  final int status;
  private Map<String, String> headers = Map.of();
  private byte[] body;
  private long skipped = -1;
  private CountDownLatch latch;
  private int readBytes = WHOLE;
  private long perByteMs;

  private Reply(Kind kind, int status, byte[] body) {
    this.kind = kind;
    this.status = status;
    this.body = body;
  }

  private Reply copy() {
    Reply copy = new Reply(kind, status, body);
    copy.headers = headers;
    copy.skipped = skipped;
    copy.latch = latch;
    copy.readBytes = readBytes;
    copy.perByteMs = perByteMs;
    return copy;
  }

  /** As the real agent: 200 for a good batch, 500 for one it can't digest. */
  public static Reply ok() {
    return new Reply(Kind.AGENT, 200, null);
  }

  /** 200, claiming to have skipped so many. */
  public static Reply skipped(long skipped) {
    Reply reply = ok();
    reply.skipped = skipped;
    return reply;
  }

  /** Any status; the spans are not taken. */
  public static Reply status(int status) {
    return new Reply(Kind.ANSWER, status, ("status " + status).getBytes(StandardCharsets.UTF_8));
  }

  /** Closes the connection without an answer. */
  public static Reply close() {
    return new Reply(Kind.CLOSE, 0, null);
  }

  /** Resets the connection without an answer. */
  public static Reply reset() {
    return new Reply(Kind.RESET, 0, null);
  }

  /** Never answers, and keeps the connection open until the agent stops. */
  public static Reply hang() {
    return new Reply(Kind.HANG, 0, null);
  }

  /** These bytes and then the end of the connection. */
  public static Reply raw(String bytes) {
    return new Reply(Kind.RAW, 0, bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** These bytes and then nothing more, on an open connection. */
  public static Reply rawThenHang(String bytes) {
    return new Reply(Kind.RAW_THEN_HANG, 0, bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A good head, and a body that never ends. */
  public static Reply endless() {
    return new Reply(Kind.ENDLESS, 200, "x".repeat(1024).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** With a header. */
  public Reply header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    Reply copy = copy();
    copy.headers = more;
    return copy;
  }

  /** With another body. */
  public Reply body(String text) {
    Reply copy = copy();
    copy.body = text.getBytes(StandardCharsets.UTF_8);
    return copy;
  }

  /** Not before the latch is open. */
  public Reply after(CountDownLatch opened) {
    Reply copy = copy();
    copy.latch = opened;
    return copy;
  }

  /** When only so much of the request's body has been read; the connection ends with it. */
  public Reply afterBodyBytes(int bytes) {
    Reply copy = copy();
    copy.readBytes = bytes;
    return copy;
  }

  /** Before anything of the request's body is read. */
  public Reply early() {
    return afterBodyBytes(0);
  }

  /** Byte by byte, with a pause behind each. */
  public Reply dripping(long pauseMs) {
    Reply copy = copy();
    copy.perByteMs = pauseMs;
    return copy;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  long skipped() {
    return skipped;
  }

  CountDownLatch latch() {
    return latch;
  }

  boolean readsWholeBody() {
    return readBytes == WHOLE;
  }

  int readBytes() {
    return readBytes;
  }

  long perByteMs() {
    return perByteMs;
  }
}
