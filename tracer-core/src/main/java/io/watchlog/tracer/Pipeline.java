package io.watchlog.tracer;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is behind the API: a {@link LivePipeline}, or nothing where the tracer is disabled. */
interface Pipeline {
  /** Builds and starts what the configuration asks for. */
  static Pipeline start(TracerConfig config) {
    return config.enabled() ? LivePipeline.start(config) : new DisabledPipeline(config.clock());
  }

  SpanRecorder recorder();

  FlushResult send(long timeoutNs);

  FlushResult flush(long timeoutNs);

  CompletableFuture<FlushResult> flushAsync(long timeoutNs);

  TracerStats stats();

  Optional<URI> agentUrl();

  void close(long timeoutNs);
}
