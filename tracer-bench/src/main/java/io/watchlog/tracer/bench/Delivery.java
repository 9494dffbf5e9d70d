package io.watchlog.tracer.bench;

import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A recorder that delivers to a server, and the threads that it does so with.
 *
 * @param cleanUp after the recorder was closed
 */
record Delivery(Recorder recorder, Supplier<ThreadCosts> ownThreads, Runnable cleanUp)
    implements AutoCloseable {
  static Delivery start(EndToEndOptions options, ServerProcess server) throws IOException {
    return switch (options.subject()) {
      case TRACER -> tracer(options, server);
      case OPENTELEMETRY -> openTelemetry(options.peer(), server);
    };
  }

  private static Delivery tracer(EndToEndOptions options, ServerProcess server) throws IOException {
    Path queue = TemporaryQueue.create();
    TracerThreads threads = new TracerThreads();
    WatchlogTracer tracer =
        WatchlogTracer.builder("bench")
            .agentUrl(server.url())
            .queueDirectory(queue)
            .overflowPolicy(options.policy())
            .threadFactory(threads)
            .build();
    return new Delivery(new TracerRecorder(tracer, false), threads::costs, () -> delete(queue));
  }

  private static void delete(Path queue) {
    try {
      TemporaryQueue.delete(queue);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Delivery openTelemetry(PeerSettings settings, ServerProcess server) {
    Set<Thread> others = liveThreads();
    return new Delivery(
        new OpenTelemetryRecorder(
            settings.exporter(server.url()), settings.queue(), settings.batch()),
        () -> {
          Set<Thread> own = liveThreads();
          own.removeAll(others);
          return ThreadCosts.of(
              own, name -> name.startsWith("BatchSpanProcessor") ? "processor" : "http");
        },
        () -> {});
  }

  /** Producers are not among them once they have ended, nor the threads of the JVM itself. */
  private static Set<Thread> liveThreads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  @Override
  public void close() {
    recorder.close();
    cleanUp.run();
  }
}
