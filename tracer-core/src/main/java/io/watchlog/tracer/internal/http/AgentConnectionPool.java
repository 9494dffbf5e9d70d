package io.watchlog.tracer.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections to one agent. An idle one is kept for as long as the agent said, less a second,
 * and closed then by a timer, which is not set again when it finds none idle. On the event loop
 * only.
 */
public final class AgentConnectionPool {
  private final EventLoop loop;
  private final HttpSettings settings;
  private final Connector connector;
  private final HttpHeaders headers = new DefaultHttpHeaders();
  private final String path;
  private final ArrayDeque<AgentConnection> idle = new ArrayDeque<>();
  private final Set<AgentExchange> running = new HashSet<>();
  private ScheduledFuture<?> idleTimer;
  private boolean closed;

  /** A pool without connections. */
  public AgentConnectionPool(EventLoop loop, AgentEndpoint endpoint, HttpSettings settings) {
    this(loop, endpoint, settings, InetAddress::getAllByName);
  }

  AgentConnectionPool(
      EventLoop loop, AgentEndpoint endpoint, HttpSettings settings, NameResolver.Lookup lookup) {
    this.loop = loop;
    this.settings = settings;
    this.connector = new Connector(loop, endpoint, settings, lookup);
    this.path = endpoint.path();
    headers.set(HttpHeaderNames.HOST, endpoint.hostHeader());
    headers.set(HttpHeaderNames.USER_AGENT, "watchlog-tracer-java");
    settings.headers().forEach(headers::set);
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    headers.remove(HttpHeaderNames.TRANSFER_ENCODING).remove(HttpHeaderNames.CONTENT_ENCODING);
  }

  /**
   * Sends a body. The caller keeps its own reference to it and must not change it before the
   * exchange has ended.
   *
   * @throws IllegalStateException if as many exchanges run as there may be connections
   */
  public AgentExchange post(ByteBuf body, AgentExchange.Callback callback) {
    if (closed || running.size() >= settings.maxConnections()) {
      throw new IllegalStateException(
          closed ? "the pool is closed" : "at most " + settings.maxConnections() + " exchanges");
    }
    AgentExchange exchange = new AgentExchange(this, body, callback);
    running.add(exchange);
    try {
      exchange.start(loop, settings.requestTimeoutNs());
    } catch (Throwable e) {
      exchange.cancel();
      throw e;
    }
    return exchange;
  }

  /** Cancels what runs and closes every connection. */
  public void close() {
    closed = true;
    new ArrayList<>(running).forEach(AgentExchange::cancel);
    List<AgentConnection> connections = new ArrayList<>(idle);
    idle.clear();
    connections.forEach(AgentConnection::abandon);
    if (idleTimer != null) {
      idleTimer.cancel(false);
    }
  }

  FullHttpRequest request(ByteBuf body) {
    HttpHeaders own = headers.copy().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1,
        HttpMethod.POST,
        path,
        body.retainedDuplicate(),
        own,
        EmptyHttpHeaders.INSTANCE);
  }

  AgentConnection takeIdle() {
    long nowNs = System.nanoTime();
    AgentConnection connection = idle.pollLast();
    while (connection != null && !connection.usable(nowNs)) {
      connection.abandon();
      connection = idle.pollLast();
    }
    return connection;
  }

  Future<AgentConnection> open() {
    return connector.connect(this);
  }

  void release(AgentConnection connection) {
    if (closed) {
      connection.abandon();
      return;
    }
    idle.addLast(connection);
    if (idleTimer == null) {
      scheduleIdleTimer(System.nanoTime());
    }
  }

  void closed(AgentConnection connection) {
    idle.remove(connection);
  }

  void ended(AgentExchange exchange) {
    running.remove(exchange);
  }

  private void closeIdle() {
    idleTimer = null;
    long nowNs = System.nanoTime();
    for (AgentConnection connection : new ArrayList<>(idle)) {
      if (!connection.usable(nowNs)) {
        idle.remove(connection);
        connection.abandon();
      }
    }
    if (!idle.isEmpty()) {
      scheduleIdleTimer(nowNs);
    }
  }

  private void scheduleIdleTimer(long nowNs) {
    long soonestNs = Long.MAX_VALUE;
    for (AgentConnection connection : idle) {
      soonestNs = Math.min(soonestNs, connection.unusableAtNs() - nowNs);
    }
    idleTimer = loop.schedule(this::closeIdle, Math.max(0, soonestNs), TimeUnit.NANOSECONDS);
  }
}
