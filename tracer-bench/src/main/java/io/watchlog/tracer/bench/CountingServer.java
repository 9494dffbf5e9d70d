package io.watchlog.tracer.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * An agent that does nothing but count, so that it is not what a benchmark measures. A program of
 * its own, to be started by {@link ServerProcess}: it prints its port, answers each line on its
 * standard input with its counts, and ends with that input.
 *
 * <pre>
 *   stdout  PORT 41234
 *   stdin   (a line)
 *   stdout  COUNT spans posts bytes cpuNs
 * </pre>
 */
public final class CountingServer implements Runnable {
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final Counts counts = new Counts();

  /** What was received so far; written by the server's thread only. */
  static final class Counts {
    volatile long spans;
    volatile long posts;
    volatile long bytes;

    @SuppressWarnings("NonAtomicVolatileUpdate") // a single writer
    void add(long newSpans, long newBytes) {
      spans += newSpans;
      bytes += newBytes;
      posts++;
    }
  }

  private CountingServer() throws IOException {
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    listener.configureBlocking(false);
    SelectionKey unused = listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Serves until its standard input ends. */
  public static void main(String[] args) throws IOException {
    CountingServer server = new CountingServer();
    Thread thread = new Thread(server, "counting-server");
    thread.setDaemon(true);
    thread.start();
    System.out.println("PORT " + server.listener.socket().getLocalPort());
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (requests.readLine() != null) {
      Counts counts = server.counts;
      System.out.printf(
          "COUNT %d %d %d %d%n", counts.spans, counts.posts, counts.bytes, Machine.processCpuNs());
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        int unused = selector.select(this::ready);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void ready(SelectionKey key) {
    if (key.isAcceptable()) {
      accept();
      return;
    }
    try {
      ((ServedConnection) key.attachment()).read((SocketChannel) key.channel());
    } catch (IOException e) {
      // The client has gone; what it sent completely is counted.
      key.cancel();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      if (channel != null) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey unused =
            channel.register(selector, SelectionKey.OP_READ, new ServedConnection(counts));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
