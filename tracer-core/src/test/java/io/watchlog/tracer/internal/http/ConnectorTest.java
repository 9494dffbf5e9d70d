package io.watchlog.tracer.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent whose name has several addresses, at one of which it is. */
class ConnectorTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private final FakeAgent agent =
      new FakeAgent().otherwise(request -> Reply.ok().header("Connection", "close"));
  private final SingleThreadIoEventLoop loop =
      new SingleThreadIoEventLoop(
          null, new DefaultThreadFactory("connector-test", true), NioIoHandler.newFactory());
  private final ByteBuf body = Unpooled.copiedBuffer("[]", StandardCharsets.UTF_8);
  private AgentConnectionPool pool;
  private volatile InetAddress[] addresses;

  private void start(long requestTimeoutNs, long connectTimeoutNs, InetAddress... first) {
    addresses = first;
    URI uri = URI.create("http://agent.test:" + agent.port() + "/ai-tracer");
    HttpSettings settings = new HttpSettings(requestTimeoutNs, connectTimeoutNs, 1, Map.of(), null);
    pool = new AgentConnectionPool(loop, AgentEndpoint.of(uri), settings, host -> addresses);
  }

  @AfterEach
  void close() {
    loop.submit(pool::close).syncUninterruptibly();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    agent.close();
  }

  private Object post() throws Exception {
    return Posted.on(loop, pool, body).get(30, TimeUnit.SECONDS);
  }

  private static InetAddress address(String text) throws IOException {
    return InetAddress.getAllByName(text)[0];
  }

  private static void assertLastTried(InetAddress address, Object end) {
    ExchangeFailure failure = assertInstanceOf(ExchangeFailure.class, end);
    assertTrue(failure.describe().contains(address.getHostAddress()), failure::describe);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theAddressThatFailedIsTheLastToBeTriedAgainWhereverItIsInTheList(boolean turned)
      throws Exception {
    InetAddress refusing = address("127.0.0.9");
    InetAddress good = InetAddress.getLoopbackAddress();
    start(30 * SECOND_NS, SECOND_NS, refusing, good);
    assertInstanceOf(AgentAnswer.class, post());
    agent.stop();
    if (turned) {
      addresses = new InetAddress[] {good, refusing};
    }
    assertLastTried(refusing, post());
  }

  @Test
  void aListWithoutTheAddressThatFailedIsTriedFromItsBeginning() throws Exception {
    start(30 * SECOND_NS, SECOND_NS, address("127.0.0.9"), InetAddress.getLoopbackAddress());
    assertInstanceOf(AgentAnswer.class, post());
    agent.stop();
    addresses = new InetAddress[] {address("127.0.0.8"), address("127.0.0.7")};
    assertLastTried(address("127.0.0.7"), post());
  }

  @Test
  void anAgentBehindMoreSilentAddressesThanARequestHasTimeForIsReached() throws Exception {
    try (SilentAddress a = new SilentAddress("127.0.0.5", agent.port());
        SilentAddress b = new SilentAddress("127.0.0.6", agent.port());
        SilentAddress c = new SilentAddress("127.0.0.7", agent.port())) {
      InetAddress good = InetAddress.getLoopbackAddress();
      start(SECOND_NS / 2, SECOND_NS / 3, a.address, b.address, c.address, good);
      assertEquals(
          ExchangeFailure.Kind.CONNECT, assertInstanceOf(ExchangeFailure.class, post()).kind());
      Await.until("the agent is reached", () -> post(AgentAnswer.class));
    }
  }

  @Test
  void anAddressThatIsSilentForTheWholeRequestIsNotTheNextOnesFirst() throws Exception {
    try (SilentAddress silent = new SilentAddress("127.0.0.5", agent.port())) {
      InetAddress good = InetAddress.getLoopbackAddress();
      start(SECOND_NS / 2, 30 * SECOND_NS, silent.address, good);
      assertInstanceOf(ExchangeFailure.class, post());
      Await.until("the agent is reached", () -> post(AgentAnswer.class));
    }
  }

  private boolean post(Class<?> end) {
    try {
      return end.isInstance(post());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Listens, but its queue is full: the system neither takes a connection nor refuses it. */
  private static final class SilentAddress implements AutoCloseable {
    final InetAddress address;
    private final ServerSocket server;
    private final List<Socket> waiting = new ArrayList<>();

    SilentAddress(String text, int port) throws IOException {
      address = address(text);
      server = new ServerSocket(port, 1, address);
      boolean silent = false;
      for (int i = 0; i < 20 && !silent; i++) {
        silent = !connects(port);
      }
      assumeTrue(silent, "this system takes more connections than it was told to");
    }

    private boolean connects(int port) throws IOException {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(new InetSocketAddress(address, port), 200);
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : waiting) {
        socket.close();
      }
      server.close();
    }
  }
}
