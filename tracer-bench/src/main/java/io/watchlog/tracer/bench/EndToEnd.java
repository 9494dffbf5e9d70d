package io.watchlog.tracer.bench;

import io.watchlog.tracer.FlushResult;
import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * From {@code end()} to the agent's answer: producers record as fast as they can, a counting server
 * in another process receives, and every span is accounted for. A round ends when all its spans are
 * settled.
 *
 * <p>The program fails where offered spans are not the sum of delivered and counted ones, or where
 * the server counted others than the tracer says.
 */
public final class EndToEnd {
  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(60);

  private final EndToEndOptions options;
  private final ServerProcess server;
  private final WatchlogTracer tracer;
  private final ConcurrentLinkedQueue<Thread> tracerThreads;

  private EndToEnd(
      EndToEndOptions options,
      ServerProcess server,
      WatchlogTracer tracer,
      ConcurrentLinkedQueue<Thread> tracerThreads) {
    this.options = options;
    this.server = server;
    this.tracer = tracer;
    this.tracerThreads = tracerThreads;
  }

  /** Runs it; exit code 1 where spans are unaccounted for, 2 where the arguments are wrong. */
  public static void main(String[] args) throws IOException, InterruptedException {
    EndToEndOptions options;
    try {
      options = EndToEndOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(EndToEndOptions.USAGE);
      System.exit(2);
      return;
    }
    System.out.println(Machine.description());
    System.out.println(options.description());
    boolean good = run(options);
    System.exit(good ? 0 : 1);
  }

  private static boolean run(EndToEndOptions options) throws IOException, InterruptedException {
    Path queue = TemporaryQueue.create();
    ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
    try (ServerProcess server = ServerProcess.start();
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
                .build()) {
      return new EndToEnd(options, server, tracer, threads).rounds();
    } finally {
      TemporaryQueue.delete(queue);
    }
  }

  private boolean rounds() throws IOException, InterruptedException {
    boolean good = true;
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round <= options.rounds(); round++) {
      RoundResult result = round();
      System.out.println((round == 0 ? "warm-up" : "round " + round) + ": " + result.text());
      good &= result.isAccountedFor();
      if (round > 0) {
        rates.add(result.deliveredPerSecond());
      }
    }
    rates.sort(null);
    System.out.printf(
        "spans/s: median %,.0f, least %,.0f, most %,.0f; %s%n",
        rates.get(rates.size() / 2),
        rates.get(0),
        rates.get(rates.size() - 1),
        good ? "every span accounted for" : "SPANS UNACCOUNTED FOR");
    return good;
  }

  private RoundResult round() throws IOException, InterruptedException {
    TracerStats statsBefore = tracer.stats();
    ServerProcess.Counts countsBefore = server.counts();
    ThreadCosts costsBefore = ThreadCosts.of(tracerThreads);
    long processCpuNs = Machine.processCpuNs();
    long startNs = System.nanoTime();
    List<ProducerThread> producers = new ArrayList<>();
    int each = options.spans() / options.producers();
    for (int i = 0; i < options.producers(); i++) {
      ProducerThread producer = new ProducerThread(tracer, each);
      producers.add(producer);
      producer.start();
    }
    for (ProducerThread producer : producers) {
      producer.join();
    }
    FlushResult flushed = tracer.flush(FLUSH_TIMEOUT);
    long elapsedNs = System.nanoTime() - startNs;
    long producersCpuNs = 0;
    long producersBytes = 0;
    for (ProducerThread producer : producers) {
      producersCpuNs += producer.cpuNs();
      producersBytes += producer.allocatedBytes();
    }
    return new RoundResult(
        (long) each * options.producers(),
        elapsedNs,
        statsBefore,
        tracer.stats(),
        server.counts().since(countsBefore),
        ThreadCosts.of(tracerThreads).since(costsBefore),
        new ThreadCosts.Cost(producersCpuNs, producersBytes),
        Machine.processCpuNs() - processCpuNs,
        flushed.complete());
  }

  private static final class ProducerThread extends Thread {
    private final WatchlogTracer tracer;
    private final int spans;
    private volatile long cpuNs;
    private volatile long allocatedBytes;

    ProducerThread(WatchlogTracer tracer, int spans) {
      super("producer");
      this.tracer = tracer;
      this.spans = spans;
    }

    @Override
    public void run() {
      long bytesBefore = Machine.threadAllocatedBytes();
      SpanWorkload.record(tracer, spans);
      allocatedBytes = Machine.threadAllocatedBytes() - bytesBefore;
      cpuNs = Machine.threadCpuNs();
    }

    long cpuNs() {
      return cpuNs;
    }

    long allocatedBytes() {
      return allocatedBytes;
    }
  }
}
