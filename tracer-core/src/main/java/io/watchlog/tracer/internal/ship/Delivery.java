package io.watchlog.tracer.internal.ship;

import io.netty.buffer.ByteBuf;
import io.watchlog.tracer.internal.http.AgentAnswer;
import io.watchlog.tracer.internal.http.AgentConnectionPool;
import io.watchlog.tracer.internal.http.AgentExchange;
import io.watchlog.tracer.internal.http.AnswerClassifier;
import io.watchlog.tracer.internal.http.ExchangeFailure;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends pieces of batches and does what the answer asks for: the policy table. Every answer settles
 * its piece, or leaves it to be sent again. Sender thread only.
 */
final class Delivery {
  /**
   * Single spans refused in a row after which it is not the spans: a gateway that wants another
   * protocol, say, answers 400 to everything.
   */
  private static final int REFUSED_IN_A_ROW = 64;

  private final int maxRetries;
  private final int maxConnections;
  private final Counters counters;
  private final DeliveryRecord record;
  private final Settlement settlement;
  private final Notices notices;
  private final DeadLetters deadLetters;
  private final Intake intake;
  private final BatchLimit limit;
  private final SendOrder order;
  private final Runnable progress;
  private final AgentHealth health = new AgentHealth(Delivery::backOffNs);

  private AgentConnectionPool pool;
  private int inFlight;
  private boolean unreachable;
  private int refusedInARow;

  Delivery(
      SenderSettings settings,
      Counters counters,
      DeliveryRecord record,
      Settlement settlement,
      Notices notices,
      DeadLetters deadLetters,
      Intake intake,
      Runnable progress) {
    this.maxRetries = settings.maxRetries();
    this.maxConnections = settings.maxConnections();
    this.counters = counters;
    this.record = record;
    this.settlement = settlement;
    this.notices = notices;
    this.deadLetters = deadLetters;
    this.intake = intake;
    this.limit = intake.limit();
    this.order = new SendOrder(intake, health);
    this.progress = progress;
  }

  /** From now on there is somewhere to send to. */
  void connectTo(AgentConnectionPool agent) {
    pool = agent;
  }

  boolean isConnected() {
    return pool != null;
  }

  int inFlight() {
    return inFlight;
  }

  /** Whether another request may start now. */
  boolean maySend(long nowNs) {
    return pool != null && inFlight < maxConnections && health.maySend(nowNs);
  }

  AgentHealth health() {
    return health;
  }

  /** The last failure since the last success; null where there was none. */
  Throwable lastFailure() {
    if (pool == null) {
      return new IOException("the agent's address is not known yet");
    }
    return record.error();
  }

  /** A flush asks: what waits for a back-off is tried at once. */
  void attemptNow() {
    health.attemptNow();
    intake.forEachHeld(batch -> batch.resting = false);
  }

  /** The tracer closes: another try at once, whatever was before. */
  void lastAttempt(long nowNs) {
    health.lastAttempt(nowNs);
    unreachable = false;
  }

  /** Whether nobody was there when it was tried last, and no try is going on. */
  boolean isUnreachable() {
    return unreachable && inFlight == 0;
  }

  /** Sends what is to be sent next; false where that is nothing. */
  boolean sendNext(long nowNs) {
    Batch batch = order.next(nowNs, inFlight);
    if (batch == null) {
      return false;
    }
    post(batch);
    return true;
  }

  private void post(Batch batch) {
    int from = batch.work.from();
    int to = batch.work.to();
    ByteBuf body;
    Post post;
    try {
      body = batch.body(from, to);
      post = new Post(batch, from, to, body.readableBytes(), batch.work.posted());
    } catch (Throwable e) {
      // Too little memory for the body, say: the piece is neither sent nor forgotten.
      batch.work.putBack();
      throw e;
    }
    counters.increment(Counter.POSTS);
    if (batch.failedBefore) {
      counters.add(Counter.RETRIED, to - from);
    }
    post.probe = health.onSend();
    record.publish(health);
    batch.inFlight = true;
    inFlight++;
    try {
      AgentExchange unused = pool.post(body, post);
    } catch (Throwable e) {
      notices.internalError("a request", e);
      if (!post.ended) {
        post.failed(new ExchangeFailure(ExchangeFailure.Kind.CONNECT, false, e));
      }
    } finally {
      body.release();
    }
  }

  private static long backOffNs(int failures) {
    return RetryPolicy.backOffNs(failures, ThreadLocalRandom.current().nextDouble());
  }

  /** Gives up what is in flight; nothing is counted. */
  void stop() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
    intake.forEachHeld(batch -> batch.inFlight = false);
    inFlight = 0;
  }

  private final class Post implements AgentExchange.Callback {
    private final Batch batch;
    private final int from;
    private final int to;
    private final int bodyBytes;
    private final boolean lastForNow;
    private boolean ended;
    private boolean probe;

    Post(Batch batch, int from, int to, int bodyBytes, boolean lastForNow) {
      this.batch = batch;
      this.from = from;
      this.to = to;
      this.bodyBytes = bodyBytes;
      this.lastForNow = lastForNow;
    }

    @Override
    public void answered(AgentAnswer answer) {
      end(false);
      try {
        decide(answer, System.nanoTime());
      } catch (Throwable e) {
        undecided("an answer", e);
      } finally {
        record.publish(health);
        progress.run();
      }
    }

    @Override
    public void failed(ExchangeFailure failure) {
      end(failure.kind() == ExchangeFailure.Kind.CONNECT);
      try {
        if (failure.bodySent()) {
          counters.add(Counter.AMBIGUOUS, to - from);
        }
        unavailable(failure.describe(), failure.cause(), -1, System.nanoTime());
      } catch (Throwable e) {
        undecided("a failed request", e);
      } finally {
        record.publish(health);
        progress.run();
      }
    }

    /** Deciding failed: what of the piece is not settled is sent again, a while later. */
    private void undecided(String what, Throwable e) {
      if (batch.work.to() > from) {
        batch.work.putBack();
      }
      batch.restUntil(System.nanoTime() + RetryPolicy.CEILING_NS);
      health.noVerdict(probe);
      notices.internalError(what, e);
    }

    private void end(boolean nobodyThere) {
      ended = true;
      unreachable = nobodyThere;
      inFlight--;
      batch.inFlight = false;
      if (lastForNow) {
        batch.restUntil(System.nanoTime() + RetryPolicy.CEILING_NS);
      } else {
        batch.resting = false;
      }
    }

    private void decide(AgentAnswer answer, long nowNs) {
      String what = "the agent answered " + answer.status();
      switch (AnswerClassifier.classify(answer.status())) {
        case TAKEN -> taken(answer, nowNs);
        case BUSY -> unavailable(what, null, answer.retryAfterMs(), nowNs);
        case SERVER_ERROR -> serverError(what, answer, nowNs);
        case TOO_LARGE -> {
          if (to - from > 1) {
            limit.tooLarge(bodyBytes, nowNs);
          }
          refused(what, answer, nowNs);
        }
        case REFUSED -> refused(what, answer, nowNs);
        case MISCONFIGURED -> {
          failedWith(what, null);
          batch.work.putBack();
          health.misconfigured(nowNs, probe);
          notices.misconfigured(what, health.consecutiveFailures());
        }
        default -> throw new IllegalStateException(what);
      }
    }

    private void taken(AgentAnswer answer, long nowNs) {
      settlement.delivered(batch, from, to, answer.skipped());
      batch.work.taken();
      health.taken();
      limit.taken(nowNs);
      refusedInARow = 0;
      record.succeeded();
      if (notices.isOutage() && !intake.isIsolating()) {
        notices.delivered(intake.pending());
      }
    }

    private void unavailable(String what, Throwable cause, long retryAfterMs, long nowNs) {
      failedWith(what, cause);
      batch.work.putBack();
      health.unavailable(nowNs, retryAfterMs, probe);
      notices.deliveryFailed(what, health.consecutiveFailures());
    }

    private void serverError(String what, AgentAnswer answer, long nowNs) {
      failedWith(what, null);
      health.failedOverPiece(nowNs, probe);
      switch (batch.work.serverError(maxRetries, health.successes())) {
        case RETRY -> batch.restUntil(nowNs + backOffNs(batch.work.failures()));
        case CONVICTED -> reject(answer);
        case GO_ON -> {}
        default -> throw new IllegalStateException(what);
      }
      // One poisonous span is no outage.
      if (health.probes()) {
        notices.deliveryFailed(what, health.consecutiveFailures());
      }
    }

    private void refused(String what, AgentAnswer answer, long nowNs) {
      failedWith(what, null);
      if (halveOrReject(answer)) {
        refusedInARow++;
      }
      if (refusedInARow < REFUSED_IN_A_ROW) {
        health.refused();
      } else {
        health.misconfigured(nowNs, probe);
        notices.misconfigured(
            what + " to each of the last " + refusedInARow + " spans",
            health.consecutiveFailures());
      }
    }

    /** True where it was a single span, which is rejected. */
    private boolean halveOrReject(AgentAnswer answer) {
      if (batch.work.halve()) {
        return false;
      }
      reject(answer);
      return true;
    }

    private void reject(AgentAnswer answer) {
      try {
        deadLetters.add(batch.record(from), answer.status(), answer.text());
      } catch (IOException | RuntimeException | Error e) {
        notices.internalError("writing the dead-letter file", e);
      }
      settlement.settled(batch, from, to, Counter.REJECTED);
      batch.work.settled();
    }

    private void failedWith(String what, Throwable cause) {
      batch.failedBefore = true;
      record.failed(what, cause);
    }
  }
}
