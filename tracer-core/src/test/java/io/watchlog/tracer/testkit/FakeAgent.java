package io.watchlog.tracer.testkit;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
import javax.net.ServerSocketFactory;

/**
 * An agent on loopback that reads real bytes, answers as the real one does (a 5 s keep-alive, 500
 * for what it can't digest, skipped spans) or by a script, and keeps what it took. Can be stopped
 * and started on the same port.
 */
public final class FakeAgent implements AutoCloseable {
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
  final TakenSpans taken = new TakenSpans();
  private final InetAddress address;
  private Function<Request, Reply> otherwise = request -> Reply.ok();
  private ServerSocket server;
  private Thread acceptor;
  private int port;
  private int connections;
  private volatile IntSupplier idleMs = () -> KEEP_ALIVE_MS;
  private volatile String keepAliveHeaders = "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n";

  /** An agent that is started on a free port. */
  public FakeAgent() {
    this(ServerSocketFactory.getDefault());
  }

  /** The same, for instance with TLS. */
  public FakeAgent(ServerSocketFactory sockets) {
    this(sockets, InetAddress.getLoopbackAddress());
  }

  /** The same on another address of this machine. */
  public FakeAgent(ServerSocketFactory sockets, InetAddress address) {
    this.sockets = sockets;
    this.address = address;
    start();
  }

  /** Its address with the path. */
  public URI uri() {
    InetSocketAddress listening = new InetSocketAddress(address, port);
    return URI.create("http://" + NetUtil.toSocketAddressString(listening) + "/ai-tracer");
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
    taken.countOnly();
    return this;
  }

  /** Closes a connection that has been idle for so many milliseconds; asked before each request. */
  public FakeAgent closesIdleAfter(IntSupplier ms) {
    idleMs = ms;
    return this;
  }

  /** Says nothing of how long it keeps a connection. */
  public FakeAgent advertisesNothing() {
    keepAliveHeaders = "";
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
  public List<ReceivedSpan> taken() {
    return taken.spans();
  }

  /** How many spans were taken, repeated ones included. */
  public long takenCount() {
    return taken.count();
  }

  /** The ids of the spans that were taken. */
  public Set<String> takenIds() {
    return taken.ids();
  }

  /** How many spans were taken whose id had been taken before. */
  public long duplicates() {
    return taken.duplicates();
  }

  /** Whether a span with this low half of its id was taken; while it counts only. */
  public boolean hasTaken(long low) {
    return taken.hasTaken(low);
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
      server.bind(new InetSocketAddress(address, port), 64);
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
      new FakeConnection(this, socket, number).serve();
    } catch (IOException e) {
      return; // the client has gone, or was idle for too long: as an agent, close
    } finally {
      open.remove(socket);
    }
  }

  synchronized Reply scripted() {
    return script.poll();
  }

  /** Notes a request; what to do with it where the script did not say. */
  synchronized Reply replyTo(Request request, Reply scripted) {
    requests.add(
        taken.countsOnly()
            ? new Request(request.connection, request.onConnection, request.line, Map.of(), "")
            : request);
    return scripted == null ? otherwise.apply(request) : scripted;
  }

  int idleMs() {
    return idleMs.getAsInt();
  }

  String keepAliveHeaders() {
    return keepAliveHeaders;
  }
}
