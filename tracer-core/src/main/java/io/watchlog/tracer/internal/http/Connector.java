package io.watchlog.tracer.internal.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Makes connections that are ready for a request: name resolved, connected, TLS agreed on. Of
 * several addresses it begins with the one behind the last that failed: those that do not answer
 * may use up the time of a request each, and then the next request finds the one that does. On the
 * event loop only.
 */
final class Connector {
  /** Room for the cookies and policies that a gateway adds, of which nothing is read. */
  private static final int MAX_HEAD_BYTES = 64 * 1024;

  private final EventLoop loop;
  private final AgentEndpoint endpoint;
  private final HttpSettings settings;
  private final NameResolver resolver;
  private InetAddress lastFailed;

  Connector(
      EventLoop loop, AgentEndpoint endpoint, HttpSettings settings, NameResolver.Lookup lookup) {
    this.loop = loop;
    this.endpoint = endpoint;
    this.settings = settings;
    this.resolver = new NameResolver(loop, lookup);
  }

  /** A new connection; cancelling the future abandons the attempt. */
  Future<AgentConnection> connect(AgentConnectionPool pool) {
    Promise<AgentConnection> promise = loop.newPromise();
    resolver
        .resolve(endpoint.host(), settings.connectTimeoutNs())
        .addListener(
            (Future<InetAddress[]> found) -> {
              if (found.isSuccess()) {
                attempt(inTurn(found.getNow()), 0, pool, promise);
              } else {
                fail(promise, found.cause());
              }
            });
    return promise;
  }

  /** By the address, not its place: name servers give them in another order each time. */
  private InetAddress[] inTurn(InetAddress[] found) {
    InetAddress[] addresses = found.clone();
    List<InetAddress> list = Arrays.asList(addresses);
    Collections.rotate(list, -1 - list.indexOf(lastFailed));
    return addresses;
  }

  private void attempt(
      InetAddress[] addresses,
      int index,
      AgentConnectionPool pool,
      Promise<AgentConnection> promise) {
    if (promise.isDone()) {
      return;
    }
    InetAddress address = addresses[index];
    SslHandler tls;
    try {
      // Thrown when the channel is there, it would only show as one that was closed.
      tls = endpoint.tls() ? tls() : null;
    } catch (Throwable e) {
      fail(promise, e);
      return;
    }
    AgentConnection connection = new AgentConnection(pool);
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .disableResolver()
            .option(ChannelOption.TCP_NODELAY, true)
            // A write that fails must not close the channel: the answer that explains it may be
            // waiting to be read.
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMs())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initialize(channel.pipeline(), tls, connection);
                  }
                })
            .connect(new InetSocketAddress(address, endpoint.port()));
    Channel channel = connecting.channel();
    promise.addListener(
        done -> {
          if (!done.isSuccess()) {
            lastFailed = address;
            // Where there is no descriptor for a socket, it is a channel that can't even be closed.
            if (channel.isRegistered()) {
              AgentConnection.close(channel);
            }
          }
        });
    connecting.addListener(
        (ChannelFuture done) -> {
          if (done.isSuccess()) {
            ready(channel, connection, promise);
          } else if (index + 1 < addresses.length) {
            lastFailed = address;
            attempt(addresses, index + 1, pool, promise);
          } else {
            fail(promise, done.cause());
          }
        });
  }

  private static void ready(
      Channel channel, AgentConnection connection, Promise<AgentConnection> promise) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      hand(channel, connection, promise);
      return;
    }
    tls.handshakeFuture()
        .addListener(
            handshake -> {
              if (handshake.isSuccess()) {
                hand(channel, connection, promise);
              } else {
                fail(promise, handshake.cause());
              }
            });
  }

  private static void hand(
      Channel channel, AgentConnection connection, Promise<AgentConnection> promise) {
    if (!promise.trySuccess(connection)) {
      AgentConnection.close(channel);
    }
  }

  private static void fail(Promise<AgentConnection> promise, Throwable cause) {
    boolean told = promise.tryFailure(cause);
    assert told || promise.isDone();
  }

  private static void initialize(
      ChannelPipeline pipeline, SslHandler tls, AgentConnection connection) {
    if (tls != null) {
      pipeline.addLast(tls);
    }
    HttpDecoderConfig limits = new HttpDecoderConfig().setMaxHeaderSize(MAX_HEAD_BYTES);
    HttpClientCodec codec = new HttpClientCodec(limits, false, false);
    pipeline.addLast(connection.firstByteWatch(), codec, connection);
  }

  private SslHandler tls() throws SSLException {
    SSLEngine engine = sslContext().createSSLEngine(endpoint.host(), endpoint.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    SslHandler tls = new SslHandler(engine);
    tls.setHandshakeTimeout(settings.requestTimeoutNs(), TimeUnit.NANOSECONDS);
    // What is closed here is closed for good; there is nothing to wait for.
    tls.setCloseNotifyFlushTimeoutMillis(100);
    return tls;
  }

  private SSLContext sslContext() throws SSLException {
    if (settings.sslContext() != null) {
      return settings.sslContext();
    }
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new SSLException("the JDK has no default TLS context", e);
    }
  }

  private int connectTimeoutMs() {
    long ms = TimeUnit.NANOSECONDS.toMillis(settings.connectTimeoutNs());
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, ms));
  }
}
