package io.watchlog.tracer.bench;

import io.watchlog.tracer.OverflowPolicy;
import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Records spans while there is no agent, prints {@code PENDING spans} and waits to be killed. To be
 * started by {@link Backlog}.
 */
public final class BacklogWriter {
  /** Nothing listens there. */
  private static final String NO_AGENT = "http://127.0.0.1:1";

  private static final int BYTES_OF_A_SPAN = 1_024;

  /** Held, since loggers are only held weakly. */
  private static final Logger LOG = Logger.getLogger("io.watchlog.tracer");

  private BacklogWriter() {}

  /** Arguments: the queue directory, and how many spans. */
  public static void main(String[] args) throws IOException, InterruptedException {
    // That the agent is not there would be said, and is meant to be so.
    LOG.setLevel(Level.OFF);
    int spans = Integer.parseInt(args[1]);
    WatchlogTracer tracer =
        WatchlogTracer.builder(Backlog.APP)
            .agentUrl(NO_AGENT)
            .queueDirectory(Path.of(args[0]))
            .maxQueueSize(2L * spans)
            .maxQueueBytes(Math.max(1L << 28, (long) spans * BYTES_OF_A_SPAN))
            .overflowPolicy(OverflowPolicy.BLOCK)
            .build();
    SpanWorkload.record(tracer, spans);
    // What a killed process loses is what the ring still holds: leave the journal time for it.
    TimeUnit.SECONDS.sleep(1);
    TracerStats stats = tracer.stats();
    System.out.println("PENDING " + stats.pending());
    int unused = System.in.read();
    throw new IllegalStateException("was to be killed; " + stats);
  }
}
