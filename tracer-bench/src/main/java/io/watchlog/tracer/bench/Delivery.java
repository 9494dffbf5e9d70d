package io.watchlog.tracer.bench;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * A recorder that delivers to a server, and the threads that it does so with.
 *
 * @param cleanUp after the recorder was closed
 */
record Delivery(Recorder recorder, Supplier<ThreadCosts> ownThreads, Runnable cleanUp)
    implements AutoCloseable {
  /** Room for some batches, so that producers and the exporter seldom wait for each other. */
  private static final int OPENTELEMETRY_QUEUE = 32_768;

  private static final int OPENTELEMETRY_BATCH = 4_096;

  static Delivery start(EndToEndOptions options, ServerProcess server) throws IOException {
    return switch (options.subject()) {
      case TRACER -> tracer(options, server);
      case OPENTELEMETRY -> openTelemetry(server);
    };
  }

  private static Delivery tracer(EndToEndOptions options, ServerProcess server) throws IOException {
    Path queue = TemporaryQueue.create();
    ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
    WatchlogTracer tracer =
        WatchlogTracer.builder("bench")
            .agentUrl(server.url())
            .queueDirectory(queue)
            .overflowPolicy(options.policy())
            .threadFactory(
                task -> {
                  Thread thread = new Thread(task);
                  threads.add(thread);
                  return thread;
                })
            .build();
    return new Delivery(
        new TracerRecorder(tracer, false), () -> ThreadCosts.of(threads), () -> delete(queue));
  }

  private static void delete(Path queue) {
    try {
      TemporaryQueue.delete(queue);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Delivery openTelemetry(ServerProcess server) {
    Set<Thread> others = liveThreads();
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(server.url() + "/v1/traces").build();
    return new Delivery(
        new OpenTelemetryRecorder(exporter, OPENTELEMETRY_QUEUE, OPENTELEMETRY_BATCH),
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
