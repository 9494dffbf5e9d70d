package io.watchlog.tracer;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.ship.FlushOutcome;
import io.watchlog.tracer.internal.ship.FlushRequest;
import io.watchlog.tracer.internal.ship.Sender;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Flushes: captures where the ring stands, and waits for the sender to say what became of all
 * before it. Thread-safe.
 */
final class Flusher {
  /** The sender keeps the deadline; this much later it is taken for dead. */
  private static final long GRACE_NS = 500_000_000;

  private final SpanRing ring;
  private final Ledger journal;
  private final Sender sender;
  private final BooleanSupplier isTracerThread;
  private final LongSupplier pending;

  Flusher(
      SpanRing ring,
      Ledger journal,
      Sender sender,
      BooleanSupplier isTracerThread,
      LongSupplier pending) {
    this.ring = ring;
    this.journal = journal;
    this.sender = sender;
    this.isTracerThread = isTracerThread;
    this.pending = pending;
  }

  FlushResult flush(long timeoutNs) {
    if (isTracerThread.getAsBoolean()) {
      return refused("a flush on a thread of the tracer's would wait for itself");
    }
    long deadlineNs = System.nanoTime() + timeoutNs;
    CompletableFuture<FlushResult> future = request(deadlineNs);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long waitNs = deadlineNs + GRACE_NS - System.nanoTime();
          return future.get(waitNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException | ExecutionException e) {
      return new FlushResult(0, 0, 0, 0, pending.getAsLong(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  CompletableFuture<FlushResult> flushAsync(long timeoutNs) {
    if (isTracerThread.getAsBoolean()) {
      return CompletableFuture.completedFuture(
          refused(
              "a flush from a listener or a redactor is refused, these run on the tracer's own threads"));
    }
    CompletableFuture<FlushResult> result = new CompletableFuture<>();
    // What depends on the user's future must not run on the sender thread, which completes this
    // one.
    CompletableFuture<FlushResult> unused =
        request(System.nanoTime() + timeoutNs)
            .whenComplete((done, error) -> result.completeAsync(() -> done));
    FlushResult late = new FlushResult(0, 0, 0, 0, pending.getAsLong(), new TimeoutException());
    return result.completeOnTimeout(late, timeoutNs + GRACE_NS, TimeUnit.NANOSECONDS);
  }

  private CompletableFuture<FlushResult> request(long deadlineNs) {
    CompletableFuture<FlushResult> future = new CompletableFuture<>();
    Map<Counter, Long> before = journal.snapshot();
    long position = ring.claimed();
    long inRing = Math.max(0, position - before.get(Counter.CONSUMED));
    ring.wake();
    sender.flush(
        new FlushRequest(
            position,
            deadlineNs,
            outcome ->
                future.complete(
                    result(outcome, Math.min(inRing, lost(journal.snapshot()) - lost(before))))));
    return future;
  }

  /** What the journal took from the ring and did not append. */
  private static long lost(Map<Counter, Long> journal) {
    return journal.get(Counter.CONSUMED) - journal.get(Counter.APPENDED);
  }

  private FlushResult result(FlushOutcome outcome, long lostBeforeLog) {
    Throwable error = outcome.error();
    if (error == null && outcome.pending() > 0) {
      error =
          ring.state() == SpanRing.State.OPEN
              ? new TimeoutException(outcome.pending() + " spans were still pending")
              : new IllegalStateException("the tracer is closed");
    }
    return new FlushResult(
        outcome.delivered(),
        outcome.skipped(),
        outcome.rejected(),
        outcome.dropped() + lostBeforeLog,
        outcome.pending(),
        error);
  }

  private FlushResult refused(String why) {
    return new FlushResult(0, 0, 0, 0, pending.getAsLong(), new IllegalStateException(why));
  }
}
