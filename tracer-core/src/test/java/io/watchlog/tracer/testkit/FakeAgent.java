package io.watchlog.tracer.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * An agent on loopback that reads real bytes, answers as the real one does (a 5 s keep-alive, 500
 * for what it can't digest, skipped spans) or by a script, and keeps what it took. Can be stopped
 * and started on the same port.
 */
public final class FakeAgent implements AutoCloseable {
  private static final List<String> NEEDED = List.of("traceId", "spanId", "startTime", "endTime");
  private static final int KEEP_ALIVE_MS = 5_000;

  /**
   * A request as it came.
   *
   * @param connection number of its connection, from 1
   * @param onConnection number on its connection, from 1
   * @param line the request line
   * @param headers names in lower case
   * @param body as text; empty for one that was answered early
   */
  public record Request(
      int connection, int onConnection, String line, Map<String, String> headers, String body) {
    /** Its spans; fails on a body that is no JSON array. */
    public List<ReceivedSpan> spans() {
      try {
        return ReceivedSpan.all(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final ServerSocketFactory sockets;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Deque<Reply> script = new ArrayDeque<>();
  private final List<Request> requests = new ArrayList<>();
  private final List<ReceivedSpan> taken = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private Function<Request, Reply> otherwise = request -> Reply.ok();
  private ServerSocket server;
  private Thread acceptor;
  private int port;
  private int connections;
  private SpanCount counter;
  private long takenCount;
  private long duplicates;

  /** An agent that is started on a free port. */
  public FakeAgent() {
    this(ServerSocketFactory.getDefault());
  }

  /** The same, for instance with TLS. */
  public FakeAgent(ServerSocketFactory sockets) {
    this.sockets = sockets;
    start();
  }

  /** Its address with the path. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/ai-tracer");
  }

  /** The port it listens on, also while it is stopped. */
  public int port() {
    return port;
  }

  /** Replies for the next requests, in order. */
  public synchronized FakeAgent script(Reply... replies) {
    script.addAll(List.of(replies));
    return this;
  }

  /** What to do with requests that have no scripted reply. */
  public synchronized FakeAgent otherwise(Function<Request, Reply> reply) {
    otherwise = reply;
    return this;
  }

  /** Takes whatever has a span id, and keeps counts and the halves of ids only: for a million. */
  public synchronized FakeAgent countOnly() {
    counter = new SpanCount();
    return this;
  }

  /** Every request so far. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many requests so far. */
  public synchronized int requestCount() {
    return requests.size();
  }

  /** Connections so far. */
  public synchronized int connections() {
    return connections;
  }

  /** Spans of all requests that were answered with 200, in the order of the answers. */
  public synchronized List<ReceivedSpan> taken() {
    return List.copyOf(taken);
  }

  /** How many spans were taken, repeated ones included. */
  public synchronized long takenCount() {
    return takenCount;
  }

  /** The ids of the spans that were taken. */
  public synchronized Set<String> takenIds() {
    return Set.copyOf(ids);
  }

  /** How many spans were taken whose id had been taken before. */
  public synchronized long duplicates() {
    return duplicates;
  }

  /** Whether a span with this low half of its id was taken; while it counts only. */
  public synchronized boolean hasTaken(long low) {
    return counter.contains(low);
  }

  /** Listens, on the same port as before. */
  public synchronized void start() {
    Await.until("the port is free", this::listens);
    ServerSocket own = server;
    acceptor = daemon("fake-agent", () -> accept(own));
  }

  private boolean listens() {
    try {
      server = sockets.createServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
      port = server.getLocalPort();
      return true;
    } catch (BindException e) {
      return false; // the socket of before is still being closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops listening and resets what is open. */
  public void stop() {
    try {
      Thread last;
      synchronized (this) {
        server.close();
        last = acceptor;
      }
      // Only when its thread has left it is the socket closed indeed.
      Await.until("the port is closed", () -> !last.isAlive());
      open.forEach(FakeAgent::reset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      return; // closed already
    }
  }

  @Override
  public void close() {
    stop();
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept(ServerSocket own) {
    while (true) {
      try {
        Socket socket = own.accept();
        int number;
        synchronized (this) {
          connections++;
          number = connections;
        }
        open.add(socket);
        if (own.isClosed()) {
          reset(socket);
        }
        Thread unused = daemon("fake-agent-" + number, () -> serve(socket, number));
      } catch (IOException e) {
        return; // stopped
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
      OutputStream out = socket.getOutputStream();
      int count = 0;
      boolean more = true;
      while (more) {
        count++;
        socket.setSoTimeout(KEEP_ALIVE_MS);
        String line = line(in);
        socket.setSoTimeout(0);
        more = exchange(socket, in, out, line, number, count);
      }
    } catch (IOException e) {
      // The client has gone, or was idle for too long: as an agent, close.
      open.remove(socket);
    } finally {
      open.remove(socket);
    }
  }

  private boolean exchange(
      Socket socket, InputStream in, OutputStream out, String line, int connection, int count)
      throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    Reply reply = scripted();
    String body = "";
    if (reply == null || !reply.early) {
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      body = new String(bytes, StandardCharsets.UTF_8);
    }
    Request request = new Request(connection, count, line, Map.copyOf(headers), body);
    synchronized (this) {
      requests.add(counter == null ? request : new Request(connection, count, line, Map.of(), ""));
      if (reply == null) {
        reply = otherwise.apply(request);
      }
    }
    return reply(socket, out, request, reply);
  }

  private synchronized Reply scripted() {
    return script.poll();
  }

  private boolean reply(Socket socket, OutputStream out, Request request, Reply reply)
      throws IOException {
    if (reply.latch != null) {
      waitFor(reply);
    }
    return switch (reply.kind) {
      case CLOSE -> false;
      case RESET -> {
        socket.setSoLinger(true, 0);
        yield false;
      }
      case HANG -> socket.getInputStream().read() >= 0;
      case RAW -> {
        out.write(reply.body);
        out.flush();
        yield false;
      }
      case AGENT -> answer(out, asAgent(request, reply.skipped), reply.headers, reply.early);
      case ANSWER -> answer(out, reply, reply.headers, reply.early);
    };
  }

  private static void waitFor(Reply reply) throws IOException {
    try {
      reply.latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private synchronized Reply counted(Request request) {
    SpanCount more = counter;
    if (more == null) {
      return null;
    }
    int spans = more.scan(request.body());
    takenCount += spans;
    duplicates = more.duplicates();
    return Reply.status(200).body("{\"status\":\"ok\",\"received\":" + spans + "}");
  }

  private Reply asAgent(Request request, long claimedSkipped) {
    Reply counted = counted(request);
    if (counted != null) {
      return counted;
    }
    List<ReceivedSpan> spans;
    try {
      spans = request.spans();
    } catch (UncheckedIOException e) {
      return Reply.status(500).body("Internal error");
    }
    if (request.headers().containsKey("content-encoding")) {
      return Reply.status(500).body("Internal error");
    }
    Map<String, ReceivedSpan> good = new LinkedHashMap<>();
    long whole = 0;
    for (ReceivedSpan span : spans) {
      Map<String, Object> fields = span.fields();
      Object output = fields.get("output");
      if (output != null && !(output instanceof String)) {
        return Reply.status(500).body("Internal error");
      }
      if (NEEDED.stream().allMatch(name -> fields.get(name) != null)) {
        whole++;
        good.put(fields.get("spanId").toString(), span);
      }
    }
    take(good, whole - good.size());
    long skipped = spans.size() - whole;
    long said = claimedSkipped < 0 ? skipped : claimedSkipped;
    return Reply.status(200)
        .body("{\"status\":\"ok\",\"received\":" + spans.size() + ",\"skipped\":" + said + "}");
  }

  private synchronized void take(Map<String, ReceivedSpan> byId, long twiceInOne) {
    takenCount += byId.size() + twiceInOne;
    duplicates += twiceInOne;
    for (String id : byId.keySet()) {
      if (!ids.add(id)) {
        duplicates++;
      }
    }
    taken.addAll(byId.values());
  }

  private static boolean answer(
      OutputStream out, Reply reply, Map<String, String> headers, boolean early)
      throws IOException {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(reply.status).append(" Said\r\n");
    head.append("Content-Type: application/json\r\n");
    if (!headers.containsKey("Keep-Alive")) {
      head.append("Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n");
    }
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(reply.body.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + reply.body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(reply.body, 0, all, start.length, reply.body.length);
    out.write(all);
    out.flush();
    return !early;
  }

  private static String line(InputStream in) throws IOException {
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
