package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.WallClock;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code enabled(false)}: no thread, no file, every call a no-op. */
final class DisabledPipeline implements Pipeline {
  private static final FlushResult NOTHING = new FlushResult(0, 0, 0, 0, 0, null);
  private static final TracerStats NONE =
      new TracerStats(
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          false,
          false,
          DeliveryStatus.NONE);

  private final SpanRecorder recorder;

  DisabledPipeline(InstantSource clock) {
    this.recorder = SpanRecorder.disabled(new WallClock(clock));
  }

  @Override
  public SpanRecorder recorder() {
    return recorder;
  }

  @Override
  public FlushResult send(long timeoutNs) {
    return NOTHING;
  }

  @Override
  public FlushResult flush(long timeoutNs) {
    return NOTHING;
  }

  @Override
  public CompletableFuture<FlushResult> flushAsync(long timeoutNs) {
    return CompletableFuture.completedFuture(NOTHING);
  }

  @Override
  public TracerStats stats() {
    return NONE;
  }

  @Override
  public Optional<URI> agentUrl() {
    return Optional.empty();
  }

  @Override
  public void close(long timeoutNs) {
    // Nothing was opened.
  }
}
