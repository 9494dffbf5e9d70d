package io.watchlog.tracer.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/** Posts and hands over how that ended: an {@link AgentAnswer} or an {@link ExchangeFailure}. */
final class Posted implements AgentExchange.Callback {
  private final CompletableFuture<Object> end = new CompletableFuture<>();

  private Posted() {}

  static CompletableFuture<Object> on(EventLoop loop, AgentConnectionPool pool, ByteBuf body) {
    Posted posted = new Posted();
    loop.execute(() -> pool.post(body, posted));
    return posted.end;
  }

  @Override
  public void answered(AgentAnswer answer) {
    once(answer);
  }

  @Override
  public void failed(ExchangeFailure failure) {
    once(failure);
  }

  private void once(Object outcome) {
    if (!end.complete(outcome)) {
      end.obtrudeException(new AssertionError("ended twice, now with " + outcome));
    }
  }
}
