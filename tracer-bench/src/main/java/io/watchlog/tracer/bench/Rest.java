package io.watchlog.tracer.bench;

import io.watchlog.tracer.FlushResult;
import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * What a tracer with default options takes of a core while nothing is traced, and at a modest rate.
 * The producer's processor time is told apart: most of it is what it takes to wake up a thousand
 * times a second, as the round without spans shows.
 */
public final class Rest {
  private static final String[] OPTIONS = {"--rate", "--seconds", "--warmup", "--json"};
  private static final String UNIT = "% of a core";
  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(30);

  /** Longer than {@code autoFlushInterval}, and than the journal takes to go to deep rest. */
  private static final int SETTLE_SECONDS = 2;

  private Rest() {}

  /**
   * Runs it: {@code --seconds} (20) idle and as long at {@code --rate} spans a second (10,000),
   * after {@code --warmup} seconds (5) at ten times the rate.
   */
  public static void main(String[] args) throws IOException {
    CommandLine line = CommandLine.ofProgram(args, OPTIONS);
    int rate = line.positive("--rate", 10_000);
    int seconds = line.positive("--seconds", 20);
    int warmup = line.positive("--warmup", 5);
    System.out.println(Machine.description());
    System.out.printf("idle for %d s, then %,d spans/s for as long%n", seconds, rate);
    Results results = new Results("rest");
    TracerThreads threads = new TracerThreads();
    Path queue = TemporaryQueue.create();
    try (ServerProcess server = ServerProcess.start();
        WatchlogTracer tracer =
            WatchlogTracer.builder("bench")
                .agentUrl(server.url())
                .queueDirectory(queue)
                .threadFactory(threads)
                .build()) {
      IntConsumer span = i -> SpanWorkload.recordOne(tracer, i);
      ModestLoad.run(span, 10 * rate, warmup);
      FlushResult unused = tracer.flush(FLUSH_TIMEOUT);
      ModestLoad.rest(SETTLE_SECONDS);
      long lostBefore = tracer.stats().lost();
      add(results, "idle", CoreShares.during(threads, () -> ModestLoad.rest(seconds)));
      ModestLoad.run(span, rate, SETTLE_SECONDS);
      Runnable load = () -> ModestLoad.run(span, rate, seconds);
      add(results, "%,d spans/s".formatted(rate), CoreShares.during(threads, load));
      Runnable wakeUps = () -> ModestLoad.run(i -> {}, rate, seconds);
      add(results, "as many wake-ups, no spans", CoreShares.during(threads, wakeUps));
      if (tracer.stats().lost() > lostBefore) {
        throw new IllegalStateException("spans were lost: " + tracer.stats());
      }
    } finally {
      TemporaryQueue.delete(queue);
    }
    results.publish(line.path("--json"));
    System.out.printf("total is of the tracer's threads; goals: idle 0.3, 10,000 spans/s 3%n");
  }

  private static void add(Results results, String label, CoreShares shares) {
    shares.byRole().forEach((role, share) -> results.add(label, role, UNIT, share));
    results.add(label, "total", UNIT, shares.total());
    results.add(label, "producer", UNIT, shares.caller());
    results.add(label, "whole process", UNIT, shares.process());
  }
}
