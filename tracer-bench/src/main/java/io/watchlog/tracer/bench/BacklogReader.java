package io.watchlog.tracer.bench;

import io.watchlog.tracer.Span;
import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.WatchlogTracer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts where a killed process left spans behind, records a new one each millisecond and ends when
 * everything is settled. To be started by {@link Backlog}, to which it prints what it measured.
 *
 * <pre>
 *   RESULT buildNs acceptedNs drainedNs peakHeapBytes adopted ended delivered senderCpuNs
 * </pre>
 *
 * Times count from the call of {@code build()}.
 */
public final class BacklogReader {
  private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long NEW_SPAN_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String url;
  private final long backlog;
  private final HeapWatch heap = new HeapWatch();
  private final TracerThreads threads = new TracerThreads();

  /** When as many spans were settled as had been left behind; what is newer still lingers then. */
  private long backlogGoneNs;

  private BacklogReader(String url, long backlog) {
    this.url = url;
    this.backlog = backlog;
  }

  /**
   * Arguments: the agent's URL, the queue directory, how many spans were left behind, and another
   * queue directory where a tracer is to be used before, so that the classes are loaded; {@code -}
   * for none.
   */
  public static void main(String[] args) {
    BacklogReader reader = new BacklogReader(args[0], Long.parseLong(args[2]));
    if (!args[3].equals("-")) {
      reader.loadClasses(Path.of(args[3]));
    }
    System.out.println("RESULT " + reader.drain(Path.of(args[1])));
  }

  private void loadClasses(Path queue) {
    if (!Files.isDirectory(queue)) {
      throw new IllegalArgumentException("no directory: " + queue);
    }
    try (WatchlogTracer tracer = build(queue)) {
      SpanWorkload.recordOne(tracer, 0);
      // The server is to count it now, so that it is not taken for one of those to come.
      if (!tracer.flush(Duration.ofNanos(STALLED_NS)).complete()) {
        throw new IllegalStateException("not delivered: " + tracer.stats());
      }
    }
  }

  private WatchlogTracer build(Path queue) {
    return WatchlogTracer.builder(Backlog.APP)
        .agentUrl(url)
        .queueDirectory(queue)
        .threadFactory(threads)
        .build();
  }

  private String drain(Path queue) {
    long startNs = System.nanoTime();
    try (WatchlogTracer tracer = build(queue)) {
      long buildNs = System.nanoTime() - startNs;
      Span first = tracer.startTrace().startSpan(SpanWorkload.NAME, SpanWorkload.METADATA);
      boolean recording = first.isRecording();
      first.end();
      long acceptedNs = System.nanoTime() - startNs;
      if (!recording || tracer.stats().ended() != 1) {
        throw new IllegalStateException("the first span was not accepted: " + tracer.stats());
      }
      TracerStats stats = untilSettled(tracer);
      long drainedNs = backlogGoneNs - startNs;
      return "%d %d %d %d %d %d %d %d"
          .formatted(
              buildNs,
              acceptedNs,
              drainedNs,
              heap.peakBytes(),
              stats.adopted(),
              stats.ended(),
              stats.delivered(),
              threads.costs().byRole().get("sender").cpuNs());
    }
  }

  /** Records until the backlog is gone, then waits for the new ones. */
  private TracerStats untilSettled(WatchlogTracer tracer) {
    TracerStats stats = tracer.stats();
    long settled = 0;
    long progressNs = System.nanoTime();
    boolean collected = false;
    while (stats.adopted() < backlog || stats.pending() > 0) {
      if (stats.adopted() < backlog || settled < backlog) {
        SpanWorkload.recordOne(tracer, (int) stats.ended());
      }
      LockSupport.parkNanos(NEW_SPAN_EVERY_NS);
      if (!collected && settled > backlog / 2) {
        // In the midst of it, so that there is a figure where no collection was needed.
        System.gc();
        collected = true;
      }
      stats = tracer.stats();
      long nowSettled = stats.delivered() + stats.lost();
      if (nowSettled > settled) {
        progressNs = System.nanoTime();
        if (settled < backlog && nowSettled >= backlog) {
          backlogGoneNs = progressNs;
        }
        settled = nowSettled;
      } else if (System.nanoTime() - progressNs > STALLED_NS) {
        throw new IllegalStateException("no progress: " + stats);
      }
    }
    return stats;
  }
}
