package io.watchlog.tracer.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection of the counting server: requests with a Content-Length, one after the other. */
final class ServedConnection {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int MAX_HEAD_BYTES = 16 * 1024;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final BodyCounter jsonCounter = new SpanCounter("\"spanId\":");
  private final BodyCounter otlpCounter = new OtlpSpanCounter();
  private final CountingServer.Counts counts;
  private long spans;
  private long bodyBytes;
  private long missing = -1;
  private BodyCounter counter = jsonCounter;

  ServedConnection(CountingServer.Counts counts) {
    this.counts = counts;
  }

  /** Takes what has arrived; throws where the connection is of no more use. */
  void read(SocketChannel channel) throws IOException {
    int read = channel.read(buffer);
    if (read < 0) {
      channel.close();
      throw new EOFException("closed by the client");
    }
    buffer.flip();
    while (missing >= 0 ? body(channel) : head()) {
      // More of it may be whole.
    }
    buffer.compact();
  }

  /** Reads a head; false where it is not whole. */
  private boolean head() throws IOException {
    int end = -1;
    for (int i = buffer.position(); i + 3 < buffer.limit() && end < 0; i++) {
      if (buffer.get(i) == '\r' && buffer.getInt(i) == 0x0D0A0D0A) {
        end = i + 4;
      }
    }
    if (end < 0) {
      if (buffer.remaining() > MAX_HEAD_BYTES) {
        throw new IOException("the head of a request is too long");
      }
      return false;
    }
    byte[] head = new byte[end - buffer.position()];
    buffer.get(head);
    String text = new String(head, StandardCharsets.US_ASCII);
    missing = Long.parseLong(header(text, "content-length"));
    bodyBytes = missing;
    spans = 0;
    counter = isOtlp(text) ? otlpCounter : jsonCounter;
    counter.reset();
    return true;
  }

  private static boolean isOtlp(String head) throws IOException {
    return header(head, "content-type").equals("application/x-protobuf");
  }

  private static String header(String head, String name) throws IOException {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return line.substring(name.length() + 1).trim();
      }
    }
    throw new IOException("a request without " + name);
  }

  /** Reads some of a body, and answers at its end; false where more must arrive first. */
  private boolean body(SocketChannel channel) throws IOException {
    int limit = buffer.limit();
    boolean last = buffer.remaining() >= missing;
    int from = buffer.position();
    if (last) {
      buffer.limit(from + (int) missing);
    }
    spans += counter.count(buffer, last);
    missing -= buffer.position() - from;
    buffer.limit(limit);
    if (last) {
      missing = -1;
      counts.add(spans, bodyBytes);
      answer(channel);
    }
    return last;
  }

  private void answer(SocketChannel channel) throws IOException {
    // That everything was taken is told by an empty message in OTLP.
    String type = counter == otlpCounter ? "application/x-protobuf" : "application/json";
    String body =
        counter == otlpCounter
            ? ""
            : "{\"status\":\"ok\",\"received\":" + spans + ",\"skipped\":0}";
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length()
            + "\r\nKeep-Alive: timeout=60\r\n\r\n"
            + body;
    ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      int unused = channel.write(bytes);
    }
  }
}
