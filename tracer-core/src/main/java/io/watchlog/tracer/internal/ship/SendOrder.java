package io.watchlog.tracer.internal.ship;

/**
 * What to send next. While the agent is well, in the order of the log, with a trial for a suspect
 * between; after a failure what is likeliest to be taken, since only that tells an agent that is
 * ill from a span that is poison. Sender thread only.
 */
final class SendOrder {
  /** How much is risked to find out. */
  private static final int PROBE_RECORDS = 32;

  private final Intake intake;
  private final AgentHealth health;

  SendOrder(Intake intake, AgentHealth health) {
    this.intake = intake;
    this.health = health;
  }

  /** A batch with its next piece in hand; null where nothing is to be sent now. */
  Batch next(long nowNs, int inFlight) {
    Batch batch =
        health.consecutiveFailures() == 0
            ? afterSuccess(nowNs, inFlight)
            : afterFailure(nowNs, inFlight);
    if (batch == null && inFlight == 0 && intake.hasOnlySuspects()) {
      batch = intake.firstReady(nowNs, PoisonIsolation::hasSuspects);
      if (batch != null) {
        batch.work.takeSuspect(intake.countSuspected() == 1);
      }
    }
    return batch;
  }

  private Batch afterSuccess(long nowNs, int inFlight) {
    long taken = health.successes();
    Batch tried = intake.firstReady(nowNs, work -> work.hasTrial(taken));
    if (tried != null) {
      tried.work.takeTrial(taken);
      return tried;
    }
    Batch batch = intake.firstReady(nowNs, PoisonIsolation::hasPieces);
    if (batch == null) {
      batch = intake.next(nowNs, inFlight > 0);
    }
    if (batch != null) {
      batch.work.takeNext(Integer.MAX_VALUE);
    }
    return batch;
  }

  private Batch afterFailure(long nowNs, int inFlight) {
    Batch batch = intake.firstReady(nowNs, work -> work.hasPieces() && !work.isIsolating());
    if (batch == null) {
      batch = intake.next(nowNs, inFlight > 0);
    }
    if (batch != null) {
      batch.work.takeNext(health.probes() ? PROBE_RECORDS : Integer.MAX_VALUE);
      return batch;
    }
    batch = intake.firstReady(nowNs, PoisonIsolation::hasPieces);
    if (batch != null) {
      batch.work.takeEvidence(PROBE_RECORDS);
    }
    return batch;
  }
}
