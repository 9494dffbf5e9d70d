package io.watchlog.tracer.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.Reply;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConnectionPoolTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int CONNECTIONS = 4;

  private final FakeAgent agent = new FakeAgent();
  private final SingleThreadIoEventLoop loop =
      new SingleThreadIoEventLoop(
          null, new DefaultThreadFactory("pool-test", true), NioIoHandler.newFactory());
  private final ByteBuf body =
      Unpooled.copiedBuffer("[{\"spanId\":\"s1\"}]", StandardCharsets.UTF_8);
  private AgentConnectionPool pool;

  @AfterEach
  void close() {
    loop.submit(pool::close).syncUninterruptibly();
    // What was given up is released by the time the pool is closed.
    Await.until("the body is released", () -> body.refCnt() == 1);
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    agent.close();
  }

  private AgentConnectionPoolTest with(URI uri, long timeoutNs, NameResolver.Lookup lookup) {
    HttpSettings settings = new HttpSettings(timeoutNs, timeoutNs / 2, CONNECTIONS, Map.of(), null);
    pool = new AgentConnectionPool(loop, AgentEndpoint.of(uri), settings, lookup);
    return this;
  }

  private AgentConnectionPoolTest with(long timeoutNs) {
    return with(agent.uri(), timeoutNs, InetAddress::getAllByName);
  }

  private CompletableFuture<Object> start() {
    return Posted.on(loop, pool, body);
  }

  private AgentAnswer answer() throws Exception {
    return assertInstanceOf(AgentAnswer.class, start().get(30, TimeUnit.SECONDS));
  }

  private ExchangeFailure failure() throws Exception {
    return assertInstanceOf(ExchangeFailure.class, start().get(30, TimeUnit.SECONDS));
  }

  @Test
  void aConnectionIsUsedAgainWhileItsKeepAliveLasts() throws Exception {
    with(30 * SECOND_NS);
    assertEquals(1, answer().skipped());
    assertEquals(200, answer().status());
    assertEquals(1, agent.connections());
  }

  @Test
  void aConnectionIsNotUsedAgainWhereTheAgentWillCloseItSoon() throws Exception {
    with(30 * SECOND_NS);
    agent.script(Reply.ok().header("Keep-Alive", "timeout=1"));
    assertEquals(200, answer().status());
    assertEquals(200, answer().status());
    agent.script(Reply.ok().header("Connection", "close").header("Keep-Alive", "timeout=9"));
    assertEquals(200, answer().status());
    assertEquals(200, answer().status());
    assertEquals(3, agent.connections());
  }

  @Test
  void anInterimAnswerIsNotTheAnswer() throws Exception {
    with(30 * SECOND_NS);
    agent.script(
        Reply.raw(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nRetry-After: 2\r\n\r\nbusy"));
    assertEquals(new AgentAnswer(503, 0, 2000, "busy"), answer());
  }

  @Test
  void anEndlessBodyIsCutAndTheConnectionNotUsedAgain() throws Exception {
    with(30 * SECOND_NS);
    agent.script(
        Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + "x".repeat(200_000)));
    assertEquals(200, answer().status());
    assertEquals(200, answer().status());
    assertEquals(2, agent.connections());
  }

  @Test
  void aCompleteHeadCountsThoughTheBodyEndsEarly() throws Exception {
    with(30 * SECOND_NS);
    agent.script(Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"skipped\":1"));
    assertEquals(200, answer().status());
  }

  @ParameterizedTest
  @ValueSource(ints = {9_000, 40_000, 200_000})
  void aLongHeadCounts(int length) throws Exception {
    with(30 * SECOND_NS);
    agent.script(
        Reply.raw("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n" + longHead(length) + "\r\n"));
    assertEquals(503, answer().status());
    assertEquals(200, answer().status());
    assertEquals(2, agent.connections());
  }

  private static String longHead(int length) {
    StringBuilder head = new StringBuilder();
    for (int n = 0; head.length() < length; n++) {
      head.append("Set-Cookie: n").append(n).append('=').append("x".repeat(2_000)).append("\r\n");
    }
    return head.toString();
  }

  @Test
  void anInterimAnswerWithATooLongHeadIsUnreadable() throws Exception {
    with(30 * SECOND_NS);
    agent.script(Reply.raw("HTTP/1.1 103 Early Hints\r\n" + longHead(200_000) + "\r\n"));
    assertEquals(ExchangeFailure.Kind.UNREADABLE, failure().kind());
  }

  @Test
  void aCompleteHeadCountsThoughItsChunksAreMalformedAndTheConnectionIsNotUsedAgain()
      throws Exception {
    with(30 * SECOND_NS);
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    agent.script(Reply.rawThenHang(head + "d\r\n{\"skipped\":1}\r\nno length\r\n"));
    assertEquals(new AgentAnswer(200, 1, -1, ""), answer());
    assertEquals(200, answer().status());
    assertEquals(2, agent.connections());
  }

  @Test
  void aHeadThatEndsEarlyIsNoAnswer() throws Exception {
    with(30 * SECOND_NS);
    agent.script(Reply.raw("HTTP/1.1 200 OK\r\nContent-Len"));
    assertTrue(failure().bodySent());
  }

  @Test
  void aHeadThatNeverEndsMeetsTheDeadline() throws Exception {
    with(SECOND_NS / 2);
    CountDownLatch never = new CountDownLatch(1);
    agent.script(Reply.ok().after(never));
    ExchangeFailure failure = failure();
    never.countDown();
    assertEquals(ExchangeFailure.Kind.TIMEOUT, failure.kind());
    assertTrue(failure.bodySent());
  }

  @Test
  void whatIsNotHttpIsUnreadable() throws Exception {
    with(30 * SECOND_NS);
    agent.script(Reply.raw("\u0000\u0001\u0002garbage\r\n\r\n"));
    assertEquals(ExchangeFailure.Kind.UNREADABLE, failure().kind());
  }

  @Test
  void aRefusedConnectionSentNothing() throws Exception {
    with(30 * SECOND_NS);
    agent.stop();
    ExchangeFailure failure = failure();
    assertEquals(ExchangeFailure.Kind.CONNECT, failure.kind());
    assertFalse(failure.bodySent());
    assertTrue(failure.describe().startsWith("no connection ("), failure::describe);
  }

  @Test
  void whatAKeptConnectionSentIsRememberedThoughTheSecondTryFindsNobody() throws Exception {
    with(30 * SECOND_NS);
    assertEquals(200, answer().status());
    agent.script(Reply.hang());
    CompletableFuture<Object> end = start();
    Await.until("the agent has it", () -> agent.requestCount() == 2);
    agent.stop();
    ExchangeFailure failure =
        assertInstanceOf(ExchangeFailure.class, end.get(30, TimeUnit.SECONDS));
    assertEquals(ExchangeFailure.Kind.CONNECT, failure.kind(), "the second try");
    assertTrue(failure.bodySent(), "the first one");
  }

  @Test
  void aFreshConnectionThatClosesIsAFailure() throws Exception {
    with(30 * SECOND_NS);
    agent.script(Reply.close());
    assertEquals(ExchangeFailure.Kind.CLOSED, failure().kind());
  }

  @Test
  void aSecondAddressIsTriedWhereTheFirstRefuses() throws Exception {
    InetAddress refusing = InetAddress.getAllByName("127.0.0.9")[0];
    InetAddress[] both = {refusing, InetAddress.getLoopbackAddress()};
    with(URI.create("http://agent.test:" + agent.port() + "/x"), 30 * SECOND_NS, host -> both);
    assertEquals(200, answer().status());
  }

  @Test
  void theNameIsResolvedAgainForEachConnectionAndANewAddressIsFound() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    InetAddress[] moved = InetAddress.getAllByName("127.0.0.2");
    InetAddress[] here = {InetAddress.getLoopbackAddress()};
    NameResolver.Lookup moving = host -> asked.incrementAndGet() == 1 ? here : moved;
    with(URI.create("http://agent.test:" + agent.port() + "/x"), 30 * SECOND_NS, moving);
    assertEquals(200, answer().status());
    agent.stop();
    // Kept connections were reset with it, and nobody listens at the new address.
    ExchangeFailure failure = failure();
    assertEquals(ExchangeFailure.Kind.CONNECT, failure.kind());
    assertTrue(failure.describe().contains("127.0.0.2"), failure::describe);
    assertEquals(2, asked.get());
  }

  @Test
  void thereAreNoMoreExchangesAtOnceThanConnections() throws Exception {
    with(30 * SECOND_NS);
    CountDownLatch held = new CountDownLatch(1);
    agent.otherwise(r -> Reply.ok().after(held));
    List<CompletableFuture<Object>> ends = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      ends.add(start());
    }
    Await.until("all are out", () -> agent.requestCount() == CONNECTIONS);
    ExecutionException refused =
        assertThrows(
            ExecutionException.class,
            () -> loop.submit(() -> pool.post(body, new Unheard())).get());
    assertEquals("at most 4 exchanges", refused.getCause().getMessage());
    held.countDown();
    for (CompletableFuture<Object> end : ends) {
      assertInstanceOf(AgentAnswer.class, end.get(30, TimeUnit.SECONDS));
    }
    assertEquals(CONNECTIONS, agent.connections());
  }

  /** Of an exchange that does not begin. */
  private static final class Unheard implements AgentExchange.Callback {
    @Override
    public void answered(AgentAnswer answer) {
      throw new AssertionError("it did not begin");
    }

    @Override
    public void failed(ExchangeFailure failure) {
      throw new AssertionError("it did not begin");
    }
  }

  @Test
  void aNameThatIsUnknownIsAFailedConnection() throws Exception {
    NameResolver.Lookup unknown =
        host -> {
          throw new UnknownHostException(host);
        };
    with(URI.create("http://agent.test/x"), 30 * SECOND_NS, unknown);
    assertEquals(ExchangeFailure.Kind.CONNECT, failure().kind());
  }

  @Test
  void aLookUpThatDiesOfAnErrorIsAFailedConnectionAndTheNextOneLooksAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    NameResolver.Lookup dying =
        host -> {
          if (asked.incrementAndGet() == 1) {
            throw new StackOverflowError("planted");
          }
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };
    with(URI.create("http://agent.test:" + agent.port() + "/x"), 30 * SECOND_NS, dying);
    ExchangeFailure failure = failure();
    assertEquals(ExchangeFailure.Kind.CONNECT, failure.kind());
    assertEquals("planted", failure.cause().getMessage());
    assertEquals(200, answer().status());
  }

  @Test
  void aPostThatFailsBeforeItReturnsIsHeardOnceAndMakesRoomForTheNext() throws Exception {
    URI unknownZone = URI.create("http://[fe80::1%25nosuch0]:1/x");
    with(unknownZone, 30 * SECOND_NS, InetAddress::getAllByName);
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      assertEquals(ExchangeFailure.Kind.CONNECT, failure().kind());
    }
  }

  @Test
  void aNameServerThatHangsHoldsUpNothingAndOneThreadAtMost() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    NameResolver.Lookup slow =
        host -> {
          awaitUninterruptibly(hang);
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };
    with(URI.create("http://agent.test:" + agent.port() + "/x"), SECOND_NS / 5, slow);
    assertEquals(ExchangeFailure.Kind.CONNECT, failure().kind());
    assertEquals(ExchangeFailure.Kind.CONNECT, failure().kind());
    long resolving =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("watchlog-resolve"))
            .count();
    assertEquals(1, resolving);
    hang.countDown();
    Await.until("names are resolved again", () -> start().join() instanceof AgentAnswer);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean open = false;
    while (!open) {
      try {
        open = latch.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        open = false;
      }
    }
  }

  @Test
  void closingGivesUpWhatRuns() throws Exception {
    with(30 * SECOND_NS);
    agent.script(Reply.hang());
    CompletableFuture<Object> end = start();
    Await.until("it is in flight", () -> agent.requestCount() == 1);
    loop.submit(pool::close).syncUninterruptibly();
    assertFalse(end.isDone());
  }
}
