package io.watchlog.tracer.internal.ship;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import io.watchlog.tracer.internal.http.AgentConnectionPool;
import io.watchlog.tracer.internal.span.WallClock;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/**
 * The sender thread: an event loop of its own, on which everything happens in steps. A step does
 * all that can be done now, never waits, and leaves behind one timer for what comes next; where
 * nothing waits, only the look for orphans is left, and the journal's wake-up.
 *
 * <p>The public methods may be called by any thread. Nothing is lost here: what is not settled when
 * the sender stops is still in its log.
 */
public final class Sender {
  /**
   * While something waits, at least this often: records expire, and are evicted, with an absent
   * agent too.
   */
  private static final long TICK_NS = 1_000_000_000L;

  /**
   * Appended records after which the journal wakes a sender that could not send them: it may have
   * to evict.
   */
  private static final int BUSY_WAKE_RECORDS = 4096;

  private static final int BUSY_WAKE_BYTES = 4 << 20;
  private static final long LEAST_CLOSE_NS = 50_000_000L;

  private final SenderSettings settings;
  private final LiveLog live;
  private final Reporting reporting;
  private final SingleThreadIoEventLoop loop;
  private final BiFunction<EventLoop, URI, AgentConnectionPool> pools;
  private final DeliveryRecord deliveries;
  private final Notices notices;
  private final Flushes flushes;
  private final Intake intake;
  private final Delivery delivery;
  private final Runnable step = this::step;
  private final StepTimer timer;
  private final WakeMark wakeMark;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private final AtomicBoolean stepQueued = new AtomicBoolean();

  private boolean closing;
  private volatile boolean stopping;
  private volatile long settledAtStop;

  /**
   * A sender that does nothing yet.
   *
   * @param orphans null to look for none
   * @param clock for the age of records
   * @param threadFactory makes the one thread
   * @param pools makes the connections to an agent
   * @param deadLetters where refused spans go
   */
  public Sender(
      SenderSettings settings,
      LiveLog live,
      OrphanFinder orphans,
      Reporting reporting,
      WallClock clock,
      ThreadFactory threadFactory,
      BiFunction<EventLoop, URI, AgentConnectionPool> pools,
      DeadLetters deadLetters) {
    this.settings = settings;
    this.live = live;
    this.reporting = reporting;
    this.loop = new SingleThreadIoEventLoop(null, threadFactory, NioIoHandler.newFactory());
    this.pools = pools;
    this.deliveries = new DeliveryRecord(reporting.counters(), clock);
    this.timer = new StepTimer(loop, this::step);
    this.wakeMark = new WakeMark(live);
    this.notices = new Notices(reporting);
    this.flushes = new Flushes(reporting.counters());
    Settlement settlement = new Settlement(reporting.ledger(), flushes, notices);
    this.intake =
        new Intake(
            settings, live, orphans, clock, settlement, notices, reporting.ledger(), flushes);
    this.delivery =
        new Delivery(
            settings,
            reporting.counters(),
            deliveries,
            settlement,
            notices,
            deadLetters,
            intake,
            this::progress);
  }

  /** Starts the thread. */
  public void start() {
    progress();
  }

  /** Where to send, once it is known; only the first call counts. */
  public void endpoint(URI agent) {
    execute(() -> connectTo(agent));
  }

  /**
   * The journal has appended records, or consumed ring slots: cheap, and wakes the sender only
   * where that makes a batch due, begins a linger or lets a flush go on.
   */
  public void appended() {
    if (wakeMark.isReached()) {
      progress();
    }
  }

  /**
   * Wakes the sender whatever it does, for instance because the log waits for room. At most one
   * step is queued.
   */
  public void progress() {
    if (!stepQueued.get() && stepQueued.compareAndSet(false, true)) {
      try {
        execute(step);
      } catch (Throwable e) {
        // Or nobody would ever queue one again.
        stepQueued.set(false);
        throw e;
      }
    }
  }

  /** Delivers what was ended before; the request hears how that went. */
  public void flush(FlushRequest request) {
    try {
      loop.execute(() -> addFlush(request));
    } catch (RejectedExecutionException e) {
      // The sender has stopped: what is pending stays so, and the caller is told.
      completeAfterStop(request);
    }
  }

  /** How delivery stands. */
  public DeliveryState state() {
    return deliveries.state();
  }

  /** Whether the calling thread is the sender's: it must not wait for a flush. */
  public boolean isSenderThread() {
    return loop.inEventLoop();
  }

  /**
   * Flushes until shortly before the deadline, then stops; cancels what is in flight, which stays
   * unsettled in its log. Returns by the deadline, or 50 ms from now if that is later; and once a
   * try has found nobody where the agent should be, if the log survives the process.
   *
   * @return false if the thread has not stopped by then: the log must not be closed under it
   */
  public boolean close(long deadlineNs) {
    long nowNs = System.nanoTime();
    long leftNs = Math.max(LEAST_CLOSE_NS, deadlineNs - nowNs);
    long flushUntilNs = nowNs + leftNs - Math.min(100_000_000L, leftNs / 2);
    if (deadlineNs - nowNs <= 0) {
      flushUntilNs = nowNs;
    }
    FlushRequest last = new FlushRequest(0, flushUntilNs, outcome -> stop());
    execute(() -> addLastFlush(last));
    return awaitStop(nowNs + leftNs);
  }

  private boolean awaitStop(long deadlineNs) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return stopped.await(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // After the stop there is nothing to be done any more; what is in the logs stays there.
      return;
    }
  }

  private void connectTo(URI agent) {
    if (stopping || delivery.isConnected()) {
      return;
    }
    try {
      delivery.connectTo(pools.apply(loop, agent));
    } catch (RuntimeException e) {
      notices.internalError("the agent's address", e);
    }
    progress();
  }

  private void addFlush(FlushRequest request) {
    if (stopping) {
      completeAfterStop(request);
      return;
    }
    flushes.add(request);
    delivery.attemptNow();
    progress();
  }

  private void addLastFlush(FlushRequest last) {
    if (!stopping) {
      closing = true;
      delivery.lastAttempt(System.nanoTime());
      addFlush(last);
    }
  }

  private boolean isHopeless() {
    return closing && delivery.isUnreachable() && !live.inMemory().getAsBoolean();
  }

  private void completeAfterStop(FlushRequest request) {
    // All that is not settled: the log grows no more, so at most what ended since the request.
    long inRing = live.place(request.ringPosition()).inRing();
    long pending = live.appended().getAsLong() - settledAtStop + inRing;
    request.done().accept(new FlushOutcome(0, 0, 0, 0, pending, null));
  }

  private void step() {
    stepQueued.set(false);
    if (stopping) {
      return;
    }
    long nowNs = System.nanoTime();
    // Read first: whatever is appended after this has the step repeated by rest().
    long seenAppended = live.appended().getAsLong();
    long seenBytes = live.appendedBytes().getAsLong();
    boolean again = false;
    long earliestNs = 0;
    try {
      flushes.resolve(live);
      again = !intake.expireAndEvict();
      intake.acknowledgeSettled();
      intake.lookForOrphans(nowNs);
      send(nowNs);
    } catch (Throwable e) {
      failed(nowNs, "a step", e);
      earliestNs = TICK_NS;
    }
    try {
      reporting.ledger().publish();
      notices.tellDropped(nowNs, false);
      flushes.complete(nowNs, intake.live(), live, isHopeless(), delivery::lastFailure);
      if (!stopping) {
        timer.within(nowNs, Math.max(earliestNs, untilNextStepNs(nowNs)));
        rest(nowNs, seenAppended, seenBytes, again);
      }
    } catch (Throwable e) {
      failed(nowNs, "coming to rest", e);
    }
  }

  /** Whatever failed, the sender must not sleep for ever over it. */
  private void failed(long nowNs, String what, Throwable e) {
    if (!stopping) {
      timer.within(nowNs, TICK_NS);
    }
    notices.internalError(what, e);
  }

  private void send(long nowNs) {
    boolean more = true;
    while (more) {
      more = delivery.maySend(nowNs) && delivery.sendNext(nowNs);
    }
  }

  private void rest(long nowNs, long seenAppended, long seenBytes, boolean again) {
    boolean canSend = delivery.maySend(nowNs) && !intake.isFull();
    long wakeAfter = BUSY_WAKE_RECORDS;
    long wakeAfterBytes = BUSY_WAKE_BYTES;
    if (flushes.hasUnresolved()) {
      wakeAfter = 0;
    } else if (!intake.hasWaiting()) {
      wakeAfter = 1;
    } else if (canSend) {
      long missing = intake.live().headOrdinal() + settings.flushOnSpanCount() - seenAppended;
      wakeAfter = Math.max(1, Math.min(BUSY_WAKE_RECORDS, missing));
      wakeAfterBytes =
          Math.max(1, settings.maxBatchBytes() - intake.live().source().availableBytes());
    }
    boolean missed = wakeMark.set(seenAppended, wakeAfter, seenBytes, wakeAfterBytes);
    if (again || missed || flushes.canResolve(live)) {
      progress();
    }
  }

  private long untilNextStepNs(long nowNs) {
    long next = Math.min(intake.untilLookNs(nowNs), notices.untilDueNs(nowNs));
    next = Math.min(next, flushes.untilDeadlineNs(nowNs));
    if (!intake.hasWaiting()) {
      return next;
    }
    next = Math.min(next, TICK_NS);
    if (!delivery.isConnected()
        || delivery.inFlight() >= settings.maxConnections()
        || delivery.health().awaitsProbe()) {
      return next;
    }
    long ready = Math.min(intake.untilLingerEndsNs(nowNs), intake.untilRestedNs(nowNs));
    long allowed = delivery.health().nextAttemptNs(nowNs) - nowNs;
    return Math.min(next, Math.max(ready, allowed));
  }

  private void stop() {
    if (stopping) {
      return;
    }
    letGo();
    timer.cancel();
    Future<?> unused = loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
    stopped.countDown();
  }

  /**
   * The thread is at its end. Where nobody asked it to end, an {@code Error} has killed the event
   * loop, one of the host's logger perhaps: those who wait are told, and what is not settled stays
   * in its log. To be called on the thread, last.
   *
   * @return whether it has died
   */
  public boolean ended() {
    if (stopping) {
      return false;
    }
    reporting
        .log()
        .warn(
            "failed",
            "The sender thread died; what waits stays in the queue directory for the next tracer, spans are dropped and counted from now on (droppedFailed)",
            null);
    letGo();
    stopped.countDown();
    return true;
  }

  private void letGo() {
    stopping = true;
    Throwable failure = delivery.lastFailure();
    try {
      delivery.stop();
    } catch (Throwable e) {
      notices.internalError("closing connections", e);
    }
    try {
      intake.acknowledgeSettled();
      reporting.ledger().publish();
      settledAtStop = intake.live().headOrdinal() - intake.live().unsettled();
      notices.tellDropped(System.nanoTime(), true);
      flushes.complete(System.nanoTime(), intake.live(), live, true, () -> failure);
      intake.close();
    } catch (Throwable e) {
      notices.internalError("stopping", e);
    }
  }
}
