package io.watchlog.tracer.bench;

import io.watchlog.tracer.Span;
import io.watchlog.tracer.TracerBuilder;
import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.WatchlogTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a span costs its caller while one thing grows. With more producers than processors the
 * processor time that {@link CallerProfiler} gives is what to look at.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class GrowthBenchmark {
  /** Small enough for the ring to hold one of each of 16 producers. */
  static final int BURST = 1_000;

  private static final int LEAST_WARM_UP_BURSTS = 100;
  private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(60);

  /** What grows, and how far: see {@link GrowthLoad}. */
  @Param({
    "payload=100",
    "payload=1000",
    "payload=10000",
    "payload=1000000",
    "payload=10000000",
    "producers=1",
    "producers=2",
    "producers=4",
    "producers=8",
    "producers=16",
    "open spans=1",
    "open spans=100",
    "open spans=10000",
    "open spans=50000",
    "backlog=0",
    "backlog=1000",
    "backlog=50000",
    "backlog=200000"
  })
  public String load;

  private final List<Span> open = new ArrayList<>();
  private final InFlight ring = new InFlight(Integer.MAX_VALUE);
  private GrowthLoad growth;
  private String text;
  private Path queue;
  private ServerProcess server;
  private WatchlogTracer tracer;
  private Producers threads;
  private long backlog;
  private long recorded;

  /** Starts a tracer, opens the spans that stay open, and warms it up. */
  @Setup
  public void start() throws IOException {
    growth = GrowthLoad.parse(load);
    text = "a".repeat(growth.payload());
    queue = TemporaryQueue.create();
    server = ServerProcess.start();
    TracerBuilder builder =
        TracerRecorder.resting(server, queue).maxQueueSize(1_000_000).maxQueueBytes(1L << 30);
    if (growth.backlog() > 0) {
      builder.redactor(this::encoded);
    }
    tracer = builder.build();
    for (int i = 0; i < growth.openSpans(); i++) {
      open.add(tracer.startTrace().startSpan(SpanWorkload.NAME, SpanWorkload.METADATA));
    }
    threads = new Producers(growth.producers(), this::burst);
    for (int i = 0; i < LEAST_WARM_UP_BURSTS; i++) {
      settle();
      span();
    }
  }

  /** The only sign of a span that has left the ring, where it is not delivered yet. */
  private String encoded(String field, String value) {
    if (field.equals("output")) {
      ring.leave(1);
    }
    return value;
  }

  private void burst() {
    ring.record(BURST, this::burst);
  }

  private void burst(int from, int to) {
    for (int i = from; i < to; i++) {
      Span span = tracer.startTrace().startSpan(SpanWorkload.NAME, SpanWorkload.METADATA);
      span.tokens(SpanWorkload.tokens(i)).cost(SpanWorkload.COST);
      span.model(SpanWorkload.MODEL).provider(SpanWorkload.PROVIDER);
      span.input(text).output(text);
      span.end();
    }
  }

  /** Empties the ring, and brings the backlog to its size or at most a fifth above it. */
  @Setup(Level.Invocation)
  public void settle() {
    if (growth.backlog() == 0 || backlog > growth.backlog() + growth.backlog() / 5) {
      flush();
    }
    awaitEmptyRing();
    while (backlog < growth.backlog()) {
      burst();
      added(1);
      awaitEmptyRing();
    }
    threads.line();
  }

  private void awaitEmptyRing() {
    if (growth.backlog() > 0 && !ring.awaitNone(SETTLE_TIMEOUT)) {
      throw new IllegalStateException("the ring was not emptied: " + tracer.stats());
    }
  }

  private void flush() {
    if (!tracer.flush(SETTLE_TIMEOUT).complete()) {
      throw new IllegalStateException("not settled: " + tracer.stats());
    }
    backlog = 0;
  }

  private void added(int bursts) {
    recorded += (long) bursts * BURST;
    backlog += (long) bursts * BURST;
  }

  /** A burst of spans by each producer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void span() {
    threads.burst();
    added(growth.producers());
  }

  /** Fails where a span was lost. */
  @TearDown
  public void stop() throws IOException {
    threads.close();
    for (int i = 0; i < open.size(); i++) {
      if (i % BURST == 0) {
        flush();
      }
      open.get(i).end();
    }
    flush();
    TracerStats stats = tracer.stats();
    long counted = server.counts().spans();
    tracer.close();
    server.close();
    TemporaryQueue.delete(queue);
    long expected = recorded + open.size();
    String text = expected + " recorded, " + counted + " counted by the server";
    System.out.println(text);
    if (stats.lost() > 0 || counted != expected) {
      throw new IllegalStateException(text + ": " + stats);
    }
  }
}
