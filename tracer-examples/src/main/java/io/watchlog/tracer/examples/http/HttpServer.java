package io.watchlog.tracer.examples.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A listening HTTP server with an event loop of its own. Its handlers get whole requests; a body
 * that is too large has been answered with 413 before, by its {@code Content-Length} where there is
 * one.
 */
public final class HttpServer implements AutoCloseable {
  /** For a filter in an address, and for the cookies of all else that runs on localhost. */
  private static final int MAX_HEAD_BYTES = 64 << 10;

  private static final int MAX_CHUNK_BYTES = 8 << 10;

  private static final long CLOSE_LIMIT_SECONDS = 2;

  private final EventLoopGroup eventLoop;
  private final ChannelGroup connections;
  private final InetSocketAddress address;

  private HttpServer(
      EventLoopGroup eventLoop, ChannelGroup connections, InetSocketAddress address) {
    this.eventLoop = eventLoop;
    this.connections = connections;
    this.address = address;
  }

  /**
   * Starts one with a single event loop thread, a daemon.
   *
   * @param name the thread's name
   * @param host the address to listen on
   * @param port the port to listen on, 0 for any that is free
   * @param maxBodyBytes the largest body that is taken
   * @param handlers adds the handlers of one connection, behind the codec
   * @return the listening server
   * @throws UncheckedIOException if the address cannot be had
   */
  public static HttpServer start(
      String name, String host, int port, int maxBodyBytes, Consumer<ChannelPipeline> handlers) {
    EventLoopGroup eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    // One that comes while the group is closed is closed as well.
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    connections.add(channel);
                    ChannelPipeline pipeline = channel.pipeline();
                    pipeline.addLast(
                        new HttpServerCodec(MAX_HEAD_BYTES, MAX_HEAD_BYTES, MAX_CHUNK_BYTES));
                    pipeline.addLast(new HttpObjectAggregator(maxBodyBytes));
                    handlers.accept(pipeline);
                  }
                })
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      shutDown(eventLoop);
      String message =
          "cannot listen on %s:%d: %s".formatted(host, port, bound.cause().getMessage());
      throw new UncheckedIOException(message, new IOException(message, bound.cause()));
    }
    return new HttpServer(
        eventLoop, connections, (InetSocketAddress) bound.channel().localAddress());
  }

  /**
   * The port that it listens on.
   *
   * @return a port, never 0
   */
  public int port() {
    return address.getPort();
  }

  /**
   * The address of something that it serves.
   *
   * @param path a path that begins with a slash
   * @return the full URL
   */
  public URI url(String path) {
    String host = address.getHostString();
    return URI.create(
        "http://%s:%d%s".formatted(host.contains(":") ? "[" + host + "]" : host, port(), path));
  }

  /** Closes all connections; what the event loop was about to do is still done. */
  @Override
  public void close() {
    // The end of the event loop alone was seen to leave one open that another thread wrote to.
    connections.close().awaitUninterruptibly(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
    shutDown(eventLoop);
  }

  private static void shutDown(EventLoopGroup eventLoop) {
    eventLoop.shutdownGracefully(0, CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
