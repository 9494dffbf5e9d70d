package io.watchlog.tracer.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One POST, from finding a connection to the answer, within a total deadline. A kept connection
 * that turns out to have been closed by the agent before it said anything is replaced by a fresh
 * one, once and unseen.
 *
 * <p>The callback is called exactly once, perhaps before {@link AgentConnectionPool#post} has
 * returned, or not at all after {@link #cancel}. On the event loop only.
 */
public final class AgentExchange {
  /** Hears how it ended. */
  public interface Callback {
    /** The agent answered. */
    void answered(AgentAnswer answer);

    /** It did not. */
    void failed(ExchangeFailure failure);
  }

  private final AgentConnectionPool pool;
  private final ByteBuf body;
  private final Callback callback;
  private ScheduledFuture<?> deadline;
  private Future<AgentConnection> opening;
  private AgentConnection connection;

  /** Whether the body went out on a connection that is gone: the agent may have it. */
  private boolean sentBefore;

  private boolean reused;
  private boolean done;

  AgentExchange(AgentConnectionPool pool, ByteBuf body, Callback callback) {
    this.pool = pool;
    this.body = body.retain();
    this.callback = callback;
  }

  void start(EventLoop loop, long timeoutNs) {
    deadline = loop.schedule(this::timeOut, timeoutNs, TimeUnit.NANOSECONDS);
    AgentConnection idle = pool.takeIdle();
    if (idle == null) {
      open();
    } else {
      reused = true;
      send(idle);
    }
  }

  /** Gives it up: the callback is not called, the connection is closed. */
  public void cancel() {
    if (!done) {
      abort();
      finish();
    }
  }

  private void open() {
    reused = false;
    opening = pool.open();
    opening.addListener((Future<AgentConnection> opened) -> opened(opened));
  }

  private void opened(Future<AgentConnection> opened) {
    opening = null;
    if (done) {
      return;
    }
    if (opened.isSuccess()) {
      send(opened.getNow());
    } else {
      fail(ExchangeFailure.Kind.CONNECT, false, opened.cause());
    }
  }

  private void send(AgentConnection to) {
    connection = to;
    to.send(this, pool.request(body));
  }

  void answered(AgentAnswer answer) {
    finish();
    callback.answered(answer);
  }

  void lost(ExchangeFailure.Kind kind, Throwable cause) {
    sentBefore |= connection.bodySent();
    boolean stale = reused && kind == ExchangeFailure.Kind.CLOSED && !connection.heard();
    connection = null;
    if (stale) {
      open();
    } else {
      fail(kind, false, cause);
    }
  }

  private void timeOut() {
    if (done) {
      return;
    }
    AgentConnection late = connection;
    boolean connecting = late == null;
    boolean bodySent = !connecting && late.bodySent();
    AgentAnswer answer = !connecting && late.answered() ? late.answer() : null;
    abort();
    if (answer == null) {
      fail(
          connecting ? ExchangeFailure.Kind.CONNECT : ExchangeFailure.Kind.TIMEOUT, bodySent, null);
    } else {
      answered(answer);
    }
  }

  private void fail(ExchangeFailure.Kind kind, boolean bodySent, Throwable cause) {
    finish();
    callback.failed(new ExchangeFailure(kind, bodySent || sentBefore, cause));
  }

  private void abort() {
    done = true;
    if (opening != null) {
      boolean cancelled = opening.cancel(false);
      assert cancelled || opening == null;
    }
    if (connection != null) {
      connection.abandon();
    }
  }

  private void finish() {
    done = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    body.release();
    pool.ended(this);
  }
}
