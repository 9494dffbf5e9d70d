package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.watchlog.tracer.internal.http.AgentConnectionPool;
import io.watchlog.tracer.internal.http.AgentEndpoint;
import io.watchlog.tracer.internal.http.HttpSettings;
import io.watchlog.tracer.internal.log.DeadLetterFiles;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import io.watchlog.tracer.internal.span.WallClock;
import io.watchlog.tracer.spi.DropReason;
import io.watchlog.tracer.spi.TracerListener;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A sender with a log in memory and a fake agent; its {@link #close} checks what must hold after
 * every test.
 */
final class SenderFixture implements AutoCloseable, TracerListener {
  static final long SECOND_NS = 1_000_000_000L;

  static {
    // Netty's codec keeps some bytes for good, which must not look like a leak of the first test.
    assertTrue(new HttpClientCodec().isSharable() || directMemory() >= 0);
  }

  private static final List<Counter> SETTLED =
      List.of(
          Counter.EVICTED,
          Counter.EXPIRED,
          Counter.DAMAGED,
          Counter.REJECTED,
          Counter.SKIPPED,
          Counter.DELIVERED);

  final FakeAgent agent = new FakeAgent();
  final FakeLog log = new FakeLog();
  final AtomicLong consumed = new AtomicLong();
  final Ledger journal = new Ledger();
  final Counters counters = new Counters();
  final Ledger ledger = new Ledger();
  final Map<DropReason, Long> dropped = new ConcurrentHashMap<>();
  final List<String> failures = new CopyOnWriteArrayList<>();
  final List<Long> recoveries = new CopyOnWriteArrayList<>();
  final AtomicLong adopted = new AtomicLong();

  int batchSize = 100;
  int maxBatchBytes = 512 * 1024;
  int flushOnSpanCount = 100;
  long autoFlushNs = SECOND_NS / 20;
  int maxRetries = 3;
  long requestTimeoutNs = 5 * SECOND_NS;
  long ttlMs = 3_600_000;
  int maxConnections = 2;
  OrphanFinder orphans;

  /** The directory that they are in; null for none. */
  Path deadLetters;

  UnaryOperator<String> redaction = UnaryOperator.identity();

  volatile boolean throwInListener;

  Sender sender;

  /** The sender's, once it knows an agent. */
  volatile EventLoop loop;

  volatile boolean died;
  private Thread thread;
  private final long directMemoryBefore = directMemory();
  private int named;
  private boolean closed;

  static long directMemory() {
    return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  SenderFixture start() {
    return startWithoutEndpoint().connect();
  }

  SenderFixture connect() {
    sender.endpoint(agent.uri());
    return this;
  }

  SenderFixture startWithoutEndpoint() {
    SenderSettings settings =
        new SenderSettings(
            batchSize,
            maxBatchBytes,
            flushOnSpanCount,
            autoFlushNs,
            maxRetries,
            ttlMs,
            maxConnections);
    HttpSettings http =
        new HttpSettings(
            requestTimeoutNs, SECOND_NS, maxConnections, Map.of("X-Gateway-Key", "k"), null);
    log.settled(() -> SETTLED.stream().mapToLong(ledger::get).sum());
    sender =
        new Sender(
            settings,
            log.live(consumed, journal),
            orphans,
            new Reporting(counters, ledger, new ThrottledLog("test"), this),
            new WallClock(InstantSource.system()),
            task -> {
              thread = new Thread(() -> run(task), "sender-test");
              thread.setDaemon(true);
              return thread;
            },
            (eventLoop, uri) -> {
              loop = eventLoop;
              return new AgentConnectionPool(eventLoop, AgentEndpoint.of(uri), http);
            },
            new DeadLetters(
                new DeadLetterFiles(() -> deadLetters),
                redaction,
                new WallClock(InstantSource.system())));
    sender.start();
    return this;
  }

  /** What is in the dead-letter file. */
  List<String> letters() throws IOException {
    return Files.readAllLines(deadLetters.resolve("dead-letters-00000001.jsonl"));
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally {
      died = sender.ended();
    }
  }

  /** Appends spans s1, s2, … and tells the sender once. */
  SenderFixture append(int count) {
    for (int i = 0; i < count; i++) {
      add("");
    }
    return tell();
  }

  /** Appends one span with more fields. */
  SenderFixture add(String moreFields) {
    named++;
    log.append(span(named, moreFields), System.currentTimeMillis(), false);
    consumed.incrementAndGet();
    return this;
  }

  SenderFixture addOld(long ageMs) {
    named++;
    log.append(span(named, ""), System.currentTimeMillis() - ageMs, false);
    consumed.incrementAndGet();
    return this;
  }

  SenderFixture addDamaged() {
    log.append("broken", System.currentTimeMillis(), true);
    consumed.incrementAndGet();
    return this;
  }

  SenderFixture tell() {
    sender.appended();
    return this;
  }

  static String span(int number, String moreFields) {
    return "{\"traceId\":\"t\",\"spanId\":\"s"
        + number
        + "\",\"startTime\":\"a\",\"endTime\":\"b\""
        + moreFields
        + "}";
  }

  CompletableFuture<FlushOutcome> flushFor(long ringPosition, long seconds) {
    CompletableFuture<FlushOutcome> future = new CompletableFuture<>();
    long deadlineNs = System.nanoTime() + seconds * SECOND_NS;
    sender.flush(new FlushRequest(ringPosition, deadlineNs, future::complete));
    return future;
  }

  FlushOutcome flush() throws Exception {
    return flushFor(consumed.get(), 30).get(60, TimeUnit.SECONDS);
  }

  long ledger(Counter counter) {
    return ledger.snapshot().get(counter);
  }

  void awaitLedger(Counter counter, long value) {
    Await.until(
        () -> counter + " is " + ledger(counter) + " and not " + value + "; " + ledger.snapshot(),
        () -> ledger(counter) == value);
  }

  void awaitDelivered(long count) {
    awaitLedger(Counter.DELIVERED, count);
  }

  void assertBalanced() {
    Map<Counter, Long> all = new EnumMap<>(ledger.snapshot());
    long in = all.get(Counter.TAKEN) + all.get(Counter.ADOPTED);
    long out = 0;
    for (Counter counter : SETTLED) {
      out += all.get(counter);
    }
    out += all.get(Counter.HELD) + all.get(Counter.ADOPTED_LEFT);
    assertEquals(in, out, () -> all.toString());
  }

  boolean stop(long seconds) {
    closed = true;
    return sender.close(System.nanoTime() + seconds * SECOND_NS);
  }

  @Override
  public void close() {
    try {
      assertBalanced();
      if (!closed) {
        assertTrue(stop(0) || stop(5), "the sender has stopped");
      }
      assertBalanced();
      List<Long> acknowledged = log.acknowledged();
      assertNull(log.violation());
      assertEquals(acknowledged.stream().sorted().toList(), acknowledged, "in order");
      long settled = ledger(Counter.TAKEN) - ledger(Counter.HELD);
      assertTrue(log.acknowledgedTo() <= ledger(Counter.TAKEN), "nothing acknowledged unread");
      if (ledger(Counter.HELD) == 0 && orphans == null) {
        assertEquals(settled, log.acknowledgedTo(), "what is settled is acknowledged");
      }
      Await.until("the thread has ended", () -> !thread.isAlive());
      Await.until("buffers are released", () -> directMemory() == directMemoryBefore);
      assertEquals(throwInListener, counters.get(Counter.LISTENER_FAILURES) > 0);
    } finally {
      agent.close();
    }
  }

  @Override
  public void onDropped(DropReason reason, long count) {
    dropped.merge(reason, count, Long::sum);
  }

  @Override
  public void onDeliveryFailure(String cause, int consecutiveFailures) {
    failures.add(cause);
    failOnRequest();
  }

  @Override
  public void onDeliveryRecovered(long pending) {
    recoveries.add(pending);
    failOnRequest();
  }

  private void failOnRequest() {
    if (throwInListener) {
      throw new IllegalStateException("planted");
    }
  }

  @Override
  public void onAdopted(long records) {
    adopted.addAndGet(records);
  }
}
