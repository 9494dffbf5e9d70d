package io.watchlog.tracer.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection of a {@link FakeAgent}: reads requests, and does what the replies say. */
final class FakeConnection {
  /** How long Node.js, in which the real agent is written, waits for a connection's first head. */
  private static final int FIRST_HEAD_MS = 60_000;

  private final FakeAgent agent;
  private final Socket socket;
  private final int number;
  private final InputStream in;
  private final OutputStream out;
  private int requests;

  FakeConnection(FakeAgent agent, Socket socket, int number) throws IOException {
    this.agent = agent;
    this.socket = socket;
    this.number = number;
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    this.out = socket.getOutputStream();
  }

  /** Until the client goes, is idle for too long, or a reply ends the connection. */
  void serve() throws IOException {
    boolean more = true;
    while (more) {
      requests++;
      socket.setSoTimeout(requests == 1 ? FIRST_HEAD_MS : agent.idleMs());
      String line = line();
      socket.setSoTimeout(0);
      more = exchange(line);
    }
  }

  private boolean exchange(String line) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    Reply reply = agent.scripted();
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    int wanted = reply == null ? length : Math.min(length, reply.readBytes());
    byte[] bytes = in.readNBytes(wanted);
    if (bytes.length < wanted) {
      throw new EOFException();
    }
    String body = new String(bytes, StandardCharsets.UTF_8);
    FakeAgent.Request request =
        new FakeAgent.Request(number, requests, line, Map.copyOf(headers), body);
    return perform(request, agent.replyTo(request, reply));
  }

  private boolean perform(FakeAgent.Request request, Reply reply) throws IOException {
    if (reply.latch() != null) {
      waitFor(reply);
    }
    return switch (reply.kind) {
      case CLOSE -> false;
      case RESET -> {
        socket.setSoLinger(true, 0);
        yield false;
      }
      case HANG -> hang();
      case RAW -> {
        write(reply.body(), reply);
        yield false;
      }
      case RAW_THEN_HANG -> {
        write(reply.body(), reply);
        yield hang();
      }
      case ENDLESS -> {
        write(head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), reply);
        while (true) {
          write(head(Integer.toHexString(reply.body().length) + "\r\n"), reply);
          write(reply.body(), reply);
          write(head("\r\n"), reply);
        }
      }
      case AGENT -> answer(agent.taken.digest(request, reply.skipped()), reply);
      case ANSWER -> answer(reply, reply);
    };
  }

  /** Until the client is gone or the agent stops, whatever comes. */
  private boolean hang() throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
    return false;
  }

  private static void waitFor(Reply reply) throws IOException {
    try {
      reply.latch().await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Says what is said; the headers and the manner are the reply's. */
  private boolean answer(Reply said, Reply reply) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(said.status).append(" Said\r\n");
    head.append("Content-Type: application/json\r\n");
    if (!reply.headers().containsKey("Keep-Alive")) {
      head.append(agent.keepAliveHeaders());
    }
    reply
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(said.body().length).append("\r\n\r\n");
    byte[] start = head(head.toString());
    byte[] all = Arrays.copyOf(start, start.length + said.body().length);
    System.arraycopy(said.body(), 0, all, start.length, said.body().length);
    write(all, reply);
    return reply.readsWholeBody();
  }

  private void write(byte[] bytes, Reply reply) throws IOException {
    if (reply.perByteMs() == 0) {
      out.write(bytes);
      out.flush();
      return;
    }
    for (byte b : bytes) {
      out.write(b);
      out.flush();
      try {
        Thread.sleep(reply.perByteMs());
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private static byte[] head(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
