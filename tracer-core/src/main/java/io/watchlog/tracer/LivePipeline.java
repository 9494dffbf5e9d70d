package io.watchlog.tracer;

import io.watchlog.tracer.internal.discovery.AgentDetection;
import io.watchlog.tracer.internal.encode.AnswerRedaction;
import io.watchlog.tracer.internal.encode.EncoderSettings;
import io.watchlog.tracer.internal.encode.SpanEncoder;
import io.watchlog.tracer.internal.http.AgentAnswer;
import io.watchlog.tracer.internal.http.AgentConnectionPool;
import io.watchlog.tracer.internal.http.AgentEndpoint;
import io.watchlog.tracer.internal.http.HttpSettings;
import io.watchlog.tracer.internal.journal.Journal;
import io.watchlog.tracer.internal.log.LogWriter;
import io.watchlog.tracer.internal.log.Orphans;
import io.watchlog.tracer.internal.log.QueueDirectory;
import io.watchlog.tracer.internal.log.SpanLog;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import io.watchlog.tracer.internal.ring.IdleWait;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.ship.DeadLetters;
import io.watchlog.tracer.internal.ship.LiveLog;
import io.watchlog.tracer.internal.ship.Reporting;
import io.watchlog.tracer.internal.ship.Sender;
import io.watchlog.tracer.internal.ship.SenderSettings;
import io.watchlog.tracer.internal.span.WallClock;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Wires the rooms, starts the two threads and closes in order: the only place that knows them all.
 *
 * <pre>
 *   SpanRecorder ─▶ SpanRing ─▶ Journal ─▶ SpanLog ─▶ Sender ─▶ agent
 * </pre>
 */
final class LivePipeline implements Pipeline {
  private static final long PACE_NS = 100_000;
  private static final long LONGEST_STALL_NS = 60_000_000_000L;
  private static final long LEAST_DRAIN_NS = 100_000_000;
  private static final long LEAST_JOIN_NS = 1_000_000_000;

  private final TracerConfig config;
  private final Counters counters = new Counters();
  private final CallerMistakes mistakes = new CallerMistakes(counters);
  private final Ledger senderLedger = new Ledger();
  private final ThrottledLog log;
  private final WallClock clock;
  private final SpanRing ring;
  private final SpanRecorder recorder;
  private final QueueDirectory directory;
  private final SpanLog spanLog;
  private final Journal journal;
  private final Sender sender;
  private final Thread journalThread;
  private final Housekeeping housekeeping;
  private final StatsReader statsReader;
  private final Flusher flusher;
  private final Shutdown shutdown;
  private volatile Forcing forcing;
  private volatile URI agentUrl;

  private LivePipeline(TracerConfig config) {
    this.config = config;
    this.log = new ThrottledLog(config.app());
    this.clock = new WallClock(config.clock());
    this.ring = new SpanRing(config.ringSize(), idleWait(config.waitStrategy()));
    boolean block = config.overflowPolicy() == OverflowPolicy.BLOCK;
    RingOverflow overflow =
        new RingOverflow(ring, block ? config.maxBlockNs() : 0, this::isTracerThread, counters);
    this.recorder =
        new SpanRecorder(
            config.maxOpenSpans(),
            new ValueRules(config.maxFieldLength(), mistakes),
            ring,
            overflow,
            clock,
            counters,
            mistakes);
    // Before anything is opened: a thread factory that fails must leave nothing behind.
    this.journalThread = journalThread();
    this.directory = openDirectory();
    this.spanLog =
        new SpanLog(
            directory,
            new SpanLog.Settings(config.maxQueueSize(), config.maxQueueBytes(), !block),
            counters,
            log);
    this.journal = journal();
    this.sender = sender();
    this.housekeeping =
        new Housekeeping(
            recorder,
            ring,
            clock,
            config.maxSpanDurationNs(),
            counters,
            journal.ledger(),
            mistakes,
            config.listener(),
            log);
    this.statsReader =
        new StatsReader(
            counters,
            journal.ledger(),
            senderLedger,
            ring,
            recorder::countOpen,
            spanLog::inMemory,
            sender::state);
    this.flusher =
        new Flusher(ring, journal.ledger(), sender, this::isTracerThread, () -> stats().pending());
    this.shutdown = new Shutdown(this::stop, this::isTracerThread, config.app());
  }

  static LivePipeline start(TracerConfig config) {
    LivePipeline pipeline = new LivePipeline(config);
    try {
      pipeline.start();
    } catch (RuntimeException | Error e) {
      pipeline.close(0);
      throw e;
    }
    return pipeline;
  }

  private void start() {
    journalThread.start();
    sender.start();
    if (config.durability() == Durability.HOST) {
      forcing =
          new Forcing(spanLog, counters, config.forceIntervalNs(), task -> thread(task, "force"));
    }
    config
        .agentUrl()
        .ifPresentOrElse(this::foundAgent, () -> AgentDetection.detect(this::foundAgent));
    if (config.shutdownHook()) {
      shutdown.addHook(config.closeTimeoutNs());
    }
  }

  private void foundAgent(URI url) {
    agentUrl = url;
    sender.endpoint(url);
  }

  private Thread journalThread() {
    return thread(() -> journal.run(), "journal");
  }

  private Journal journal() {
    EncoderSettings settings =
        new EncoderSettings(
            config.app(),
            config.maxFieldLength(),
            config.captureContent(),
            config.statusTimeoutNs(),
            List.copyOf(config.sensitiveFields()),
            config.redactor().orElse(null),
            LogWriter.HEADROOM,
            spanLog.maxRecordLength());
    // The journal tells the sender, which is made after it: the fields are read when the thread
    // runs.
    return new Journal(
        ring,
        new SpanEncoder(settings, recorder.traceIds(), recorder.spanIds(), counters),
        spanLog.writer(),
        counters,
        log,
        () -> sender.appended(),
        () -> sender.progress(),
        () -> housekeeping.run());
  }

  private Sender sender() {
    SenderSettings settings =
        new SenderSettings(
            config.batchSize(),
            batchBytes(),
            config.flushOnSpanCount(),
            config.autoFlushIntervalNs(),
            config.maxRetries(),
            config.queueItemTtlMs(),
            config.maxConnections());
    HttpSettings http =
        new HttpSettings(
            config.requestTimeoutNs(),
            config.connectTimeoutNs(),
            config.maxConnections(),
            config.headers(),
            config.sslContext().orElse(null));
    LiveLog live =
        new LiveLog(
            spanLog.reader(),
            spanLog.writer()::appended,
            journal::appendedBytes,
            journal::position,
            journal.ledger(),
            journal::waitsForRoom,
            spanLog::partlyInMemory);
    return new Sender(
        settings,
        live,
        new AdoptedOrphans(new Orphans(directory, log, counters)),
        new Reporting(counters, senderLedger, log, config.listener()),
        clock,
        task -> thread(() -> runSender(task), "sender"),
        (loop, agent) -> new AgentConnectionPool(loop, AgentEndpoint.of(agent), http),
        deadLetters());
  }

  private void runSender(Runnable loop) {
    try {
      loop.run();
    } finally {
      if (sender.ended()) {
        ring.fail();
      }
    }
  }

  private DeadLetters deadLetters() {
    AnswerRedaction redaction =
        new AnswerRedaction(
            List.copyOf(config.sensitiveFields()),
            config.headers().values(),
            AgentAnswer.MAX_TEXT_CHARS);
    return new DeadLetters(directory.deadLetters(), redaction, clock);
  }

  /**
   * What is in flight cannot be evicted: should an agent hang, it must leave most of the log to
   * what comes after it.
   */
  private int batchBytes() {
    long share = spanLog.maxBytes() / (4L * config.maxConnections());
    return (int) Math.min(config.maxBatchBytes(), share);
  }

  private QueueDirectory openDirectory() {
    QueueDirectory opened = QueueDirectory.of(config.queueDirectory().orElse(null), config.app());
    try {
      opened.renew();
    } catch (IOException e) {
      counters.increment(Counter.DISK_FAILURES);
      log.warn(
          SpanLog.DISK,
          "No queue directory can be used: until one can, spans are kept in memory and do not survive this process ("
              + e.getMessage()
              + ")",
          null);
    }
    return opened;
  }

  private Thread thread(Runnable task, String role) {
    Thread thread = config.threadFactory().newThread(task);
    if (thread == null) {
      throw new IllegalStateException("threadFactory must return a thread, was null");
    }
    thread.setName("watchlog-" + config.app() + "-" + role);
    thread.setDaemon(true);
    return thread;
  }

  private static IdleWait idleWait(WaitStrategy strategy) {
    return switch (strategy) {
      case LOW_LATENCY -> new IdleWait(50_000, 50_000);
      case BALANCED -> new IdleWait(4_000_000, 20_000_000);
      case LOW_CPU -> new IdleWait(10_000_000, 50_000_000);
    };
  }

  @Override
  public SpanRecorder recorder() {
    return recorder;
  }

  @Override
  public FlushResult send(long timeoutNs) {
    if (isTracerThread()) {
      return flusher.flush(timeoutNs);
    }
    long deadlineNs = System.nanoTime() + timeoutNs;
    recorder.endOpen(
        span -> true, () -> paced(deadlineNs), "send", Counter.FORCED_ENDS, deadlineNs);
    return flusher.flush(Math.max(0, deadlineNs - System.nanoTime()));
  }

  @Override
  public FlushResult flush(long timeoutNs) {
    return flusher.flush(timeoutNs);
  }

  @Override
  public CompletableFuture<FlushResult> flushAsync(long timeoutNs) {
    return flusher.flushAsync(timeoutNs);
  }

  @Override
  public TracerStats stats() {
    return statsReader.read();
  }

  @Override
  public Optional<URI> agentUrl() {
    return Optional.ofNullable(agentUrl);
  }

  @Override
  public void close(long timeoutNs) {
    shutdown.close(timeoutNs);
  }

  /** Lets the journal keep up while many spans are ended at once; ends them all even so. */
  private boolean paced(long deadlineNs) {
    while (ring.isHalfFull()
        && ring.state() == SpanRing.State.OPEN
        && deadlineNs - System.nanoTime() > 0) {
      ring.wake();
      LockSupport.parkNanos(this, PACE_NS);
    }
    return true;
  }

  private boolean isTracerThread() {
    return Thread.currentThread() == journalThread || sender.isSenderThread();
  }

  /**
   * Closes in the order of a span's way. What was ended gets to the disk even where the deadline
   * has passed: it bounds the delivery. Memory that a thread still uses is never unmapped: where
   * one has not stopped in time, another thread waits for it and closes the rest then.
   */
  private void stop(long deadlineNs) {
    ring.close();
    long now = System.nanoTime();
    long leftNs = Math.max(0, deadlineNs - now);
    journal.stop(now + Math.max(LEAST_DRAIN_NS, leftNs / 4 * 3));
    boolean stopped = Shutdown.joined(journalThread, now + Math.max(LEAST_JOIN_NS, leftNs));
    stopped &= sender.close(deadlineNs);
    if (forcing != null) {
      forcing.close(deadlineNs);
    }
    if (stopped) {
      closeFiles();
    } else {
      Shutdown.daemon(this::closeFilesLater, config.app(), "close").start();
    }
  }

  private void closeFilesLater() {
    boolean stopped = Shutdown.joined(journalThread, System.nanoTime() + LONGEST_STALL_NS);
    stopped &= sender.close(System.nanoTime() + LONGEST_STALL_NS);
    if (stopped) {
      closeFiles();
    } else {
      log.warn("close", "The tracer's threads do not stop; its files stay open", null);
    }
  }

  private void closeFiles() {
    try {
      spanLog.close();
    } finally {
      directory.close();
    }
  }
}
