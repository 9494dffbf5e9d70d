package io.watchlog.tracer.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * A name server on loopback, at the port where resolvers ask: for processes whose network is their
 * own. The names that it knows are this machine's, others do not exist; and it can fall silent.
 */
public final class NameServer implements AutoCloseable {
  private static final int PORT = 53;
  private static final int HEADER = 12;
  private static final int ANSWERED = 0x81;
  private static final int NO_SUCH_NAME = 3;
  private static final int ADDRESS = 1;

  private final Predicate<String> knows;
  private final DatagramSocket socket;
  private final Thread thread;
  private final Deque<DatagramPacket> unanswered = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private boolean silent;

  /** A name server that answers. */
  public NameServer(Predicate<String> knows) throws IOException {
    this.knows = knows;
    this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
    this.thread = new Thread(this::serve, "name-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers nothing from now on, and keeps what it is asked. */
  public synchronized void fallSilent() {
    silent = true;
  }

  /** Answers again; first what was asked meanwhile. */
  public synchronized void speak() throws IOException {
    silent = false;
    while (!unanswered.isEmpty()) {
      answer(unanswered.poll());
    }
  }

  /** How many queries wait for their answers. */
  public synchronized int unanswered() {
    return unanswered.size();
  }

  /** The names of all queries so far, without the dot at the end. */
  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    socket.close();
    // Only when its thread has left it is the port free.
    Await.until("the port is closed", () -> !thread.isAlive());
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket query = new DatagramPacket(new byte[512], 512);
        socket.receive(query);
        take(query);
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private synchronized void take(DatagramPacket query) throws IOException {
    asked.add(name(query.getData()));
    if (silent) {
      unanswered.add(query);
    } else {
      answer(query);
    }
  }

  /** The question's labels; each has its length before it, and the last is empty. */
  private static String name(byte[] query) {
    StringBuilder name = new StringBuilder();
    for (int at = HEADER; query[at] != 0; at += 1 + query[at]) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
    }
    return name.toString();
  }

  private void answer(DatagramPacket packet) throws IOException {
    byte[] query = packet.getData();
    String name = name(query);
    boolean known = knows.test(name);
    // Behind the labels are the zero, the type and the class.
    int end = HEADER + (name.isEmpty() ? 0 : name.length() + 1) + 5;
    int type = query[end - 3];
    boolean hasAddress = known && type == ADDRESS;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(query, 0, 2);
    out.writeBytes(new byte[] {(byte) ANSWERED, (byte) (0x80 | (known ? 0 : NO_SUCH_NAME))});
    out.writeBytes(new byte[] {0, 1, 0, (byte) (hasAddress ? 1 : 0), 0, 0, 0, 0});
    out.writeBytes(Arrays.copyOfRange(query, HEADER, end));
    if (hasAddress) {
      // The name of the question, an address of the Internet, to be kept for no time, four bytes.
      out.writeBytes(new byte[] {(byte) 0xc0, HEADER, 0, ADDRESS, 0, 1, 0, 0, 0, 0, 0, 4});
      out.writeBytes(new byte[] {127, 0, 0, 1});
    }
    byte[] bytes = out.toByteArray();
    socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
  }
}
