package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.ListenerGuard;
import io.watchlog.tracer.spi.DropReason;
import io.watchlog.tracer.spi.TracerListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells the user's listener and the log. Losses are summed up and told four times a second at most;
 * whatever a listener throws stays here. Sender thread only.
 */
final class Notices {
  private static final long INTERVAL_NS = 250_000_000L;
  private static final String OUTAGE = "delivery";
  private static final String MISCONFIGURED = "misconfigured";

  private final Reporting to;
  private final ListenerGuard guard;
  private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
  private long notBeforeNs = System.nanoTime();
  private boolean outage;

  Notices(Reporting to) {
    this.to = to;
    this.guard = new ListenerGuard(to.counters(), to.log());
  }

  void dropped(Counter why, long records) {
    DropReason reason =
        switch (why) {
          case EVICTED -> DropReason.EVICTED;
          case EXPIRED -> DropReason.EXPIRED;
          case DAMAGED -> DropReason.DAMAGED;
          case REJECTED -> DropReason.REJECTED;
          default -> throw new IllegalArgumentException("not a loss: " + why);
        };
    dropped.merge(reason, records, Long::sum);
  }

  /** Nanoseconds until there is something to tell; {@code Long.MAX_VALUE} for nothing. */
  long untilDueNs(long nowNs) {
    return dropped.isEmpty() ? Long.MAX_VALUE : Math.max(0, notBeforeNs - nowNs);
  }

  /** Tells the losses, if it is time. */
  void tellDropped(long nowNs, boolean now) {
    if (dropped.isEmpty() || (!now && nowNs - notBeforeNs < 0)) {
      return;
    }
    notBeforeNs = nowNs + INTERVAL_NS;
    Map<DropReason, Long> told = new EnumMap<>(dropped);
    dropped.clear();
    told.forEach(
        (reason, count) -> {
          String lost = count == 1 ? "1 span was lost: " : count + " spans were lost: ";
          to.log().warn("dropped " + reason, lost + meaning(reason), null);
          call("onDropped", listener -> listener.onDropped(reason, count));
        });
  }

  private static String meaning(DropReason reason) {
    return switch (reason) {
      case EVICTED -> "the queue is at its bound, the oldest had to go";
      case EXPIRED -> "they waited for longer than queueItemTtl";
      case DAMAGED -> "a log file was broken or missing";
      case REJECTED -> "the agent refused them, see the dead-letter file";
      default -> reason.toString();
    };
  }

  /** A request failed. */
  void deliveryFailed(String cause, int consecutiveFailures) {
    outage = true;
    to.log()
        .warn(
            OUTAGE,
            "delivery to the agent fails: " + cause + "; spans are kept and tried again",
            null);
    call("onDeliveryFailure", listener -> listener.onDeliveryFailure(cause, consecutiveFailures));
  }

  /** A request was answered in a way that only a person can mend. */
  void misconfigured(String cause, int consecutiveFailures) {
    outage = true;
    to.log()
        .warn(
            MISCONFIGURED,
            cause
                + "; are the agent's URL and headers right? Spans are kept, the next try is in 30 s",
            null);
    call("onDeliveryFailure", listener -> listener.onDeliveryFailure(cause, consecutiveFailures));
  }

  /** A request succeeded; says so if there was trouble before. */
  void delivered(long pending) {
    if (outage) {
      outage = false;
      to.log()
          .recovered(
              "delivery to the agent works again, " + pending + " spans wait",
              OUTAGE,
              MISCONFIGURED);
      call("onDeliveryRecovered", listener -> listener.onDeliveryRecovered(pending));
    }
  }

  boolean isOutage() {
    return outage;
  }

  void adopted(long records) {
    call("onAdopted", listener -> listener.onAdopted(records));
  }

  /** Something of ours threw. */
  void internalError(String what, Throwable thrown) {
    to.counters().increment(Counter.INTERNAL_ERRORS);
    to.log().warn("internal " + what, what + " failed; the sender goes on", thrown);
  }

  private void call(String method, Consumer<TracerListener> call) {
    guard.call(method, () -> call.accept(to.listener()));
  }
}
