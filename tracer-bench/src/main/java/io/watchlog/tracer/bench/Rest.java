package io.watchlog.tracer.bench;

import java.io.IOException;

/**
 * What a tracer with default options takes of a core while nothing is traced, and at a modest rate.
 * The producer's processor time is told apart: most of it is what it takes to wake up a thousand
 * times a second, as the round without spans shows.
 */
public final class Rest {
  private static final String[] OPTIONS = {"--rate", "--seconds", "--warmup", "--json"};
  private static final String UNIT = "% of a core";

  /** Longer than {@code autoFlushInterval}, and than the journal takes to go to deep rest. */
  private static final int SETTLE_SECONDS = 2;

  private Rest() {}

  /**
   * Runs it: {@code --seconds} (20) idle and as long at {@code --rate} spans a second (10,000),
   * after {@code --warmup} seconds (10) as fast as spans are delivered.
   */
  public static void main(String[] args) throws IOException {
    CommandLine line = CommandLine.ofProgram(args, OPTIONS);
    int rate = line.positive("--rate", 10_000);
    int seconds = line.positive("--seconds", 20);
    int warmup = line.positive("--warmup", 10);
    System.out.println(Machine.description());
    System.out.printf("idle for %d s, then %,d spans/s for as long%n", seconds, rate);
    Results results = new Results("rest");
    try (ServerProcess server = ServerProcess.start();
        MeasuredTracer subject = MeasuredTracer.start(server, builder -> builder)) {
      subject.warmUp(warmup);
      ModestLoad.rest(SETTLE_SECONDS);
      long lostBefore = subject.tracer().stats().lost();
      add(results, "idle", subject, () -> ModestLoad.rest(seconds));
      ModestLoad.run(subject::record, rate, SETTLE_SECONDS);
      String label = "%,d spans/s".formatted(rate);
      add(results, label, subject, () -> ModestLoad.run(subject::record, rate, seconds));
      Runnable wakeUps = () -> ModestLoad.run(i -> {}, rate, seconds);
      add(results, "as many wake-ups, no spans", subject, wakeUps);
      if (subject.tracer().stats().lost() > lostBefore) {
        throw new IllegalStateException("spans were lost: " + subject.tracer().stats());
      }
    }
    results.publish(line.path("--json"));
    System.out.printf("total is of the tracer's threads; goals: idle 0.3, 10,000 spans/s 3%n");
  }

  private static void add(Results results, String label, MeasuredTracer subject, Runnable load) {
    CoreShares shares = CoreShares.during(subject.threads(), load);
    shares.byRole().forEach((role, share) -> results.add(label, role, UNIT, share));
    results.add(label, "total", UNIT, shares.total());
    results.add(label, "producer", UNIT, shares.caller());
    results.add(label, "whole process", UNIT, shares.process());
  }
}
