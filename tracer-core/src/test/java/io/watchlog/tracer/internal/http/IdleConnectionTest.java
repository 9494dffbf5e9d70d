package io.watchlog.tracer.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests at about the moment at which the agent closes an idle connection, many at once. */
class IdleConnectionTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int ROUNDS = 100;
  private static final long[] PAUSES_MS = {4_900, 5_000, 5_100};

  private final SingleThreadIoEventLoop loop =
      new SingleThreadIoEventLoop(
          null, new DefaultThreadFactory("idle-test", true), NioIoHandler.newFactory());
  private final ByteBuf body =
      Unpooled.copiedBuffer("[{\"spanId\":\"s1\"}]", StandardCharsets.UTF_8);
  private final List<AgentConnectionPool> pools = new ArrayList<>();

  @Test
  void F48_noRequestFailsAfterThePauseAtWhichTheAgentCloses() throws Exception {
    // As the real agent says it, and one that promises more than it keeps: then it is a race.
    try (FakeAgent honest = new FakeAgent();
        FakeAgent liar = new FakeAgent()) {
      liar.otherwise(r -> Reply.ok().header("Keep-Alive", "timeout=9"));
      List<CompletableFuture<Object>> ends = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (long pauseMs : PAUSES_MS) {
          ends.add(postTwice(honest, pauseMs));
          ends.add(postTwice(liar, pauseMs));
        }
      }
      for (CompletableFuture<Object> end : ends) {
        Object ended = end.get(60, TimeUnit.SECONDS);
        assertEquals(new AgentAnswer(200, 1, -1, ""), ended);
      }
      int expected = 2 * ROUNDS * PAUSES_MS.length;
      assertEquals(expected, honest.requestCount());
      assertEquals(expected, honest.connections(), "none was used again behind its time");
      assertEquals(expected, liar.requestCount());
    } finally {
      loop.submit(() -> pools.forEach(AgentConnectionPool::close)).syncUninterruptibly();
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  /** What became of the second request, which goes out so long after the first one's answer. */
  private CompletableFuture<Object> postTwice(FakeAgent agent, long pauseMs) {
    HttpSettings settings = new HttpSettings(30 * SECOND_NS, 30 * SECOND_NS, 1, Map.of(), null);
    AgentConnectionPool pool =
        new AgentConnectionPool(loop, AgentEndpoint.of(agent.uri()), settings);
    pools.add(pool);
    return Posted.on(loop, pool, body)
        .thenApplyAsync(
            first -> {
              assertEquals(new AgentAnswer(200, 1, -1, ""), first);
              return pool;
            },
            CompletableFuture.delayedExecutor(pauseMs, TimeUnit.MILLISECONDS))
        .thenCompose(same -> Posted.on(loop, same, body));
  }
}
