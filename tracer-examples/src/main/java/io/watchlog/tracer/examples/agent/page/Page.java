package io.watchlog.tracer.examples.agent.page;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.watchlog.tracer.examples.agent.trace.TraceStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The page of one agent, with the thread, a daemon, that serves it. */
public final class Page implements AutoCloseable {
  private static final long TICK_MS = 500;

  private final TraceStore store;
  private final HostRule hosts;
  private final Duration keepAlive;
  private final EventFeed feed;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          new DefaultThreadFactory("local-agent-page", true));

  /**
   * Makes it; it is served on the connections that it is added to.
   *
   * @param store what it shows
   * @param hosts by which names it may be asked
   * @param keepAlive after this long without a request a connection is closed
   */
  public Page(TraceStore store, HostRule hosts, Duration keepAlive) {
    this.store = store;
    this.hosts = hosts;
    this.keepAlive = keepAlive;
    this.feed = new EventFeed(store);
    var unused =
        executor.scheduleWithFixedDelay(feed::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * Serves it on a connection, behind the handlers that are there.
   *
   * @param pipeline the connection's
   */
  public void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(new ChunkedWriteHandler());
    pipeline.addLast(new PageHandler(store, feed, hosts, keepAlive, executor));
  }

  /** Serves it no longer. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
