package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * From {@code end()} to the agent's answer: producers record as fast as they can, a counting server
 * in another process receives, and every span is accounted for. A round ends when all its spans are
 * settled. Measures the tracer, or OpenTelemetry in its place.
 *
 * <p>The program fails where offered spans are not the sum of delivered and counted ones, or where
 * the server counted others than the tracer says.
 */
public final class EndToEnd {
  /** The JIT is at work for some seconds, on the processors that the threads need. */
  static final int WARM_UPS = 4;

  private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(60);

  private final EndToEndOptions options;
  private final ServerProcess server;
  private final Delivery delivery;

  private EndToEnd(EndToEndOptions options, ServerProcess server, Delivery delivery) {
    this.options = options;
    this.server = server;
    this.delivery = delivery;
  }

  /** Runs it; exit code 1 where spans are unaccounted for, 2 where the arguments are wrong. */
  public static void main(String[] args) throws IOException, InterruptedException {
    EndToEndOptions options;
    try {
      options = EndToEndOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    System.out.println(Machine.description());
    System.out.println(options.description());
    boolean good;
    try (ServerProcess server = ServerProcess.start();
        Delivery delivery = Delivery.start(options, server)) {
      good = new EndToEnd(options, server, delivery).rounds();
    }
    System.exit(good ? 0 : 1);
  }

  private boolean rounds() throws IOException, InterruptedException {
    boolean good = true;
    List<Double> rates = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (int round = 1 - WARM_UPS; round <= options.rounds(); round++) {
      RoundResult result = round();
      System.out.println((round < 1 ? "warm-up" : "round " + round) + ": " + result.text());
      good &= result.isAccountedFor();
      if (round > 0) {
        rates.add(result.deliveredPerSecond());
        rows.addAll(result.rows(options.subject().label()));
      }
    }
    rates.sort(null);
    System.out.printf(
        "spans/s: median %,.0f, least %,.0f, most %,.0f; %s%n",
        rates.get(rates.size() / 2),
        rates.get(0),
        rates.get(rates.size() - 1),
        good ? "every span accounted for" : "SPANS UNACCOUNTED FOR");
    if (options.json().isPresent()) {
      ResultFile.measuredHere("end-to-end", rows).write(options.json().get());
    }
    return good;
  }

  private RoundResult round() throws IOException, InterruptedException {
    Account accountBefore = delivery.recorder().account();
    ServerProcess.Counts countsBefore = server.counts();
    ThreadCosts costsBefore = delivery.ownThreads().get();
    long processCpuNs = Machine.processCpuNs();
    long startNs = System.nanoTime();
    List<ProducerThread> producers = new ArrayList<>();
    int each = options.spans() / options.producers();
    for (int i = 0; i < options.producers(); i++) {
      ProducerThread producer = new ProducerThread(delivery.recorder(), each);
      producers.add(producer);
      producer.start();
    }
    for (ProducerThread producer : producers) {
      producer.join();
    }
    boolean settled = delivery.recorder().settle(SETTLE_TIMEOUT);
    long elapsedNs = System.nanoTime() - startNs;
    return new RoundResult(
        (long) each * options.producers(),
        elapsedNs,
        delivery.recorder().account().since(accountBefore),
        server.counts().since(countsBefore),
        delivery.ownThreads().get().since(costsBefore),
        producers.stream()
            .map(ProducerThread::cost)
            .reduce(new ThreadCosts.Cost(0, 0), ThreadCosts.Cost::plus),
        Machine.processCpuNs() - processCpuNs,
        settled);
  }
}
