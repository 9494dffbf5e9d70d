package io.watchlog.tracer.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir static Path directory;
  private static SSLContext context;

  @BeforeAll
  static void makeCertificate() throws Exception {
    context = TestCertificate.of("dns:agent.test", directory).context();
  }

  private static Object post(String host, SSLContext client) throws Exception {
    SingleThreadIoEventLoop loop =
        new SingleThreadIoEventLoop(
            null, new DefaultThreadFactory("tls-test", true), NioIoHandler.newFactory());
    ByteBuf body = Unpooled.copiedBuffer("[]", StandardCharsets.UTF_8);
    try (FakeAgent agent = new FakeAgent(context.getServerSocketFactory())) {
      URI uri = URI.create("https://" + host + ":" + agent.port() + "/ai-tracer");
      HttpSettings settings =
          new HttpSettings(20_000_000_000L, 10_000_000_000L, 1, Map.of(), client);
      InetAddress[] loopback = {InetAddress.getLoopbackAddress()};
      AgentConnectionPool pool =
          new AgentConnectionPool(loop, AgentEndpoint.of(uri), settings, name -> loopback);
      Object result = Posted.on(loop, pool, body).get(30, TimeUnit.SECONDS);
      loop.submit(pool::close).syncUninterruptibly();
      return result;
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  void anAgentThatIsTrustedAndBearsItsNameIsSpokenTo() throws Exception {
    assertEquals(200, assertInstanceOf(AgentAnswer.class, post("agent.test", context)).status());
  }

  @Test
  void anAgentOfAnotherNameIsNot() throws Exception {
    ExchangeFailure failure = assertInstanceOf(ExchangeFailure.class, post("other.test", context));
    assertEquals(ExchangeFailure.Kind.CONNECT, failure.kind());
  }

  @Test
  void anAgentThatTheJdkDoesNotTrustIsNot() throws Exception {
    assertInstanceOf(ExchangeFailure.class, post("agent.test", null));
  }

  @Test
  void aContextThatCannotBeUsedIsTheCauseOfTheFailure() throws Exception {
    SSLContext uninitialized = SSLContext.getInstance("TLS");
    ExchangeFailure failure =
        assertInstanceOf(ExchangeFailure.class, post("agent.test", uninitialized));
    assertEquals(ExchangeFailure.Kind.CONNECT, failure.kind());
    assertInstanceOf(IllegalStateException.class, failure.cause());
  }
}
