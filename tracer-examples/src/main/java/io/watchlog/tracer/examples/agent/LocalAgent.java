package io.watchlog.tracer.examples.agent;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.watchlog.tracer.examples.agent.page.HostRule;
import io.watchlog.tracer.examples.agent.page.Page;
import io.watchlog.tracer.examples.agent.trace.ReceivedBatch;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import io.watchlog.tracer.examples.agent.trace.TraceStore;
import io.watchlog.tracer.examples.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A running stand-in for the Watchlog agent.
 *
 * <pre>{@code
 * try (LocalAgent agent = LocalAgent.start(0);
 *     WatchlogTracer tracer = WatchlogTracer.builder("myapp").agentUrl(agent.url()).build()) {
 *   // ...
 *   tracer.flush(Duration.ofSeconds(5));
 *   agent.trace(traceId).map(TraceTree::render).ifPresent(System.out::println);
 * }
 * }</pre>
 *
 * <p>Thread-safe. One thread takes spans from all connections, another one serves the page, a third
 * one tells of finished traces; all are daemons. Spans are kept in bounded memory and nowhere else:
 * what has been evicted, and everything after {@link #close()}, is gone.
 */
public final class LocalAgent implements AutoCloseable {
  /** The largest body that the agent takes: 25 MB. */
  public static final int MAX_BODY_BYTES = 25 << 20;

  private static final long LOOK_INTERVAL_MS = 100;

  private final AgentOptions options;
  private final SpanParser parser = new SpanParser();
  private final TraceStore store;
  private final HostRule hosts;
  private final Page page;
  private final HttpServer server;
  private final ScheduledExecutorService teller =
      Executors.newSingleThreadScheduledExecutor(
          new DefaultThreadFactory("local-agent-teller", true));

  private LocalAgent(AgentOptions options) {
    this.options = options;
    this.store =
        new TraceStore(
            options.maxTraces(), options.maxBytes(), options.quiet().toNanos(), System.nanoTime());
    this.hosts = new HostRule(options.host());
    this.page = new Page(store, hosts, options.keepAlive());
    try {
      this.server =
          HttpServer.start(
              "local-agent", options.host(), options.port(), MAX_BODY_BYTES, this::serve);
    } catch (UncheckedIOException e) {
      page.close();
      throw e;
    }
  }

  /**
   * Starts one on loopback with all else at its default.
   *
   * @param port the port to listen on, 0 for any that is free
   * @return the running agent
   * @throws UncheckedIOException if the port cannot be had
   */
  public static LocalAgent start(int port) {
    return start(AgentOptions.defaults().withPort(port));
  }

  /**
   * Starts one.
   *
   * @param options how it is to run
   * @return the running agent
   * @throws UncheckedIOException if the address cannot be had
   */
  public static LocalAgent start(AgentOptions options) {
    LocalAgent agent = new LocalAgent(options);
    var unused =
        agent.teller.scheduleWithFixedDelay(
            () -> agent.store.takeFinished(System.nanoTime()).forEach(options.onTrace()),
            LOOK_INTERVAL_MS,
            LOOK_INTERVAL_MS,
            TimeUnit.MILLISECONDS);
    return agent;
  }

  private void serve(ChannelPipeline pipeline) {
    long idleMs = options.keepAlive().toMillis();
    pipeline.addFirst(new IdleStateHandler(0, 0, idleMs, TimeUnit.MILLISECONDS));
    pipeline.addLast(new AgentHandler(parser, this::take, hosts, options.keepAlive()));
    page.addTo(pipeline);
  }

  private void take(ReceivedBatch batch) {
    store.add(batch, System.nanoTime());
    batch.spans().forEach(options.onSpan());
  }

  /** Takes the spans of a file of JSON lines, or of a queue directory. */
  SpanImport.Result importFrom(Path path) throws IOException {
    return SpanImport.from(path, this::take);
  }

  /**
   * The port that it listens on.
   *
   * @return a port, never 0
   */
  public int port() {
    return server.port();
  }

  /**
   * Where to send spans to.
   *
   * @return the URL to give to a tracer
   */
  public URI url() {
    return server.url("/ai-tracer");
  }

  /**
   * Where to look at what it has received, with a browser.
   *
   * @return the page's URL
   */
  public URI pageUrl() {
    return server.url("/");
  }

  /**
   * How many spans it has taken, whether they are still kept or not.
   *
   * @return the count since the start
   */
  public long received() {
    return store.totals().received();
  }

  /**
   * How many spans it has passed over because they had no id or no time.
   *
   * @return the count since the start
   */
  public long skipped() {
    return store.totals().skipped();
  }

  /**
   * How many traces had to go before they were finished and told of.
   *
   * @return the count since the start
   */
  public long unshown() {
    return store.unshown();
  }

  /**
   * One trace.
   *
   * @param id its id
   * @return what is kept of it, empty if nothing is
   */
  public Optional<ReceivedTrace> trace(String id) {
    return store.trace(id);
  }

  /**
   * All traces that are kept.
   *
   * @return a copy, the trace that has been quiet for longest first
   */
  public List<ReceivedTrace> traces() {
    return store.traces();
  }

  /**
   * Stops listening, closes all connections, and tells of the traces that it has not told of yet.
   */
  @Override
  public void close() {
    page.close();
    server.close();
    teller.shutdown();
    try {
      if (!teller.awaitTermination(2, TimeUnit.SECONDS)) {
        teller.shutdownNow();
      }
    } catch (InterruptedException e) {
      teller.shutdownNow();
      Thread.currentThread().interrupt();
    }
    store.takeAll().forEach(options.onTrace());
  }
}
