package io.watchlog.tracer.bench;

import io.watchlog.tracer.TracerBuilder;
import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A tracer that delivers to a counting server, with a queue directory of its own and threads whose
 * costs are known. Thread-safe, but for closing.
 */
final class MeasuredTracer implements AutoCloseable {
  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(60);

  private static final int WARM_UP_SPANS = 200;

  private final TracerThreads threads = new TracerThreads();
  private final Path queue;
  private final WatchlogTracer tracer;

  private MeasuredTracer(Path queue, ServerProcess server, UnaryOperator<TracerBuilder> options) {
    this.queue = queue;
    TracerBuilder builder =
        WatchlogTracer.builder("bench")
            .agentUrl(server.url())
            .queueDirectory(queue)
            .threadFactory(threads);
    this.tracer = options.apply(builder).build();
  }

  /**
   * Builds one.
   *
   * @param options sets what is not to be the default
   */
  static MeasuredTracer start(ServerProcess server, UnaryOperator<TracerBuilder> options)
      throws IOException {
    return new MeasuredTracer(TemporaryQueue.create(), server, options);
  }

  WatchlogTracer tracer() {
    return tracer;
  }

  TracerThreads threads() {
    return threads;
  }

  /** Records a span with the values of that number. */
  void record(int i) {
    SpanWorkload.recordOne(tracer, i);
  }

  /** Records and delivers in small portions, so that what runs once a request is compiled too. */
  void warmUp(int seconds) {
    Schedule end = new Schedule(System.nanoTime(), 1);
    while (System.nanoTime() - end.dueNs(seconds) < 0) {
      SpanWorkload.record(tracer, WARM_UP_SPANS);
      settle();
    }
  }

  /** Delivers everything; fails where that takes longer than a minute. */
  void settle() {
    if (!tracer.flush(FLUSH_TIMEOUT).complete()) {
      throw new IllegalStateException("not delivered: " + tracer.stats());
    }
  }

  @Override
  public void close() throws IOException {
    tracer.close();
    TemporaryQueue.delete(queue);
  }
}
