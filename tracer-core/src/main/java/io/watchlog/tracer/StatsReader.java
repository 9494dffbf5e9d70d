package io.watchlog.tracer;

import static io.watchlog.tracer.internal.metrics.Counter.*;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.ring.SpanRing;
import io.watchlog.tracer.internal.ship.DeliveryState;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Puts a snapshot together from what the stages count. Each ledger balances in itself; they are
 * read against the way of a span, the sender's first, so that no span is seen behind a stage and
 * not yet before it. Thread-safe.
 */
record StatsReader(
    Counters counters,
    Ledger journal,
    Ledger sender,
    SpanRing ring,
    LongSupplier open,
    BooleanSupplier inMemory,
    Supplier<DeliveryState> delivery) {

  TracerStats read() {
    Map<Counter, Long> shipped = sender.snapshot();
    Map<Counter, Long> journalled = journal.snapshot();
    long claimed = ring.claimed();
    long ringFull = counters.get(DROPPED_RING_FULL);
    long closed = counters.get(DROPPED_CLOSED);
    long failed = counters.get(DROPPED_FAILED);
    long unpublished = counters.get(ENCODE_FAILED);
    long inRing = claimed - journalled.get(CONSUMED);
    long inLog = journalled.get(APPENDED) - shipped.get(TAKEN);
    return new TracerStats(
        claimed + ringFull + closed + failed + unpublished,
        shipped.get(ADOPTED),
        ringFull,
        closed + journalled.get(DROPPED_CLOSED),
        failed + journalled.get(DROPPED_FAILED),
        unpublished + journalled.get(ENCODE_FAILED),
        shipped.get(EVICTED),
        shipped.get(EXPIRED),
        shipped.get(DAMAGED),
        shipped.get(REJECTED),
        shipped.get(SKIPPED),
        shipped.get(DELIVERED),
        inRing + inLog + shipped.get(HELD) + shipped.get(ADOPTED_LEFT),
        open.getAsLong(),
        counters.get(NOT_RECORDED),
        counters.get(INVALID_VALUES),
        counters.get(TRUNCATED_VALUES),
        counters.get(STALE_CALLS),
        counters.get(UNKNOWN_IDS),
        counters.get(FORCED_ENDS),
        counters.get(TIMED_OUT_SPANS),
        counters.get(REDACTOR_FAILURES),
        counters.get(LISTENER_FAILURES),
        counters.get(INTERNAL_ERRORS),
        counters.get(POSTS),
        counters.get(FAILED_POSTS),
        counters.get(RETRIED),
        counters.get(AMBIGUOUS),
        counters.get(DISK_FAILURES),
        inMemory.getAsBoolean(),
        ring.state() == SpanRing.State.FAILED,
        status(delivery.get()));
  }

  private static DeliveryStatus status(DeliveryState state) {
    DeliveryStatus.Breaker breaker =
        switch (state.breaker()) {
          case CLOSED -> DeliveryStatus.Breaker.CLOSED;
          case OPEN -> DeliveryStatus.Breaker.OPEN;
          case HALF_OPEN -> DeliveryStatus.Breaker.HALF_OPEN;
        };
    DeliveryState.Failure failure = state.failure();
    return failure == null
        ? new DeliveryStatus(breaker, state.consecutiveFailures(), null, null)
        : new DeliveryStatus(
            breaker,
            state.consecutiveFailures(),
            Instant.ofEpochMilli(failure.epochMs()),
            failure.what());
  }
}
