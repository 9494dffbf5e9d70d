package io.watchlog.tracer.internal.ship;

/**
 * What of a batch is still to be sent, in which pieces: finds the span that the agent fails over.
 * Knows no time and sends nothing.
 *
 * <p>A batch is one piece until it has failed {@code maxRetries + 1} times; then a failing piece is
 * halved, without retries. A single span that fails is a suspect and set aside. Each time the agent
 * takes something it has a trial, and is convicted when it has failed three: an agent that is ill
 * by turns must not cost a span. A failure while there are suspects says that the agent is ill, not
 * the spans.
 *
 * <pre>
 *            500, more than one span         ┌───────────500───────────┐
 *             ┌──────┐                       ▼                         │
 *             ▼      │                                                 │
 *   todo ──▶ piece ──┴──500, single──▶ suspects ──agent takes──▶ trial ┴─third 500──▶ convicted
 *             │ 200                             something          │ 200
 *             ▼                                                    ▼
 *          settled                                              settled
 * </pre>
 */
final class PoisonIsolation {
  static final int MAX_POSTS = 64;
  static final int TRIALS = 3;

  /** What to do after a 500. */
  enum Step {
    /** The same again, after a back-off. */
    RETRY,
    /** Go on with the next piece at once. */
    GO_ON,
    /** The agent fails over everything: open the breaker. */
    AGENT_ILL,
    /** The piece, a single span, is poison: to be rejected and {@link #settled}. */
    CONVICTED
  }

  private final Ranges todo = new Ranges();
  private final Ranges suspects = new Ranges();
  private final Ranges trials = new Ranges();
  private boolean isolating;
  private boolean partTaken;
  private int failures;
  private int posts;
  private int from;
  private int to;
  private boolean onTrial;
  private int lastTried;
  private int failedTrials;

  void start(int count) {
    todo.clear();
    suspects.clear();
    trials.clear();
    todo.add(0, count);
    isolating = false;
    partTaken = false;
    failures = 0;
    posts = 0;
    from = 0;
    to = 0;
    lastTried = -1;
    failedTrials = 0;
  }

  boolean hasNext() {
    return !todo.isEmpty() || !trials.isEmpty();
  }

  /**
   * Takes the next piece, of at most so many records, to be sent; exactly one answer must follow.
   */
  void takeNext(int maxRecords) {
    onTrial = !trials.isEmpty();
    Ranges source = onTrial ? trials : todo;
    if (source.firstTo() - source.firstFrom() > maxRecords) {
      source.splitFirst(maxRecords);
    }
    from = source.firstFrom();
    to = source.firstTo();
    source.removeFirst();
  }

  /** The first record of the piece that is being sent. */
  int from() {
    return from;
  }

  /** The end of the piece that is being sent. */
  int to() {
    return to;
  }

  boolean isIsolating() {
    return isolating;
  }

  int failures() {
    return failures;
  }

  /** How many trials in a row the suspect that was tried last has failed. */
  int failedTrials() {
    return failedTrials;
  }

  int unsettled() {
    return unsettledBefore(Integer.MAX_VALUE);
  }

  /** Unsettled records with an index below a limit. */
  int unsettledBefore(int limit) {
    return todo.recordsBefore(limit)
        + suspects.recordsBefore(limit)
        + trials.recordsBefore(limit)
        + Math.max(0, Math.min(limit, to) - from);
  }

  /** Counts a request; true when so many have gone for this batch that it must rest. */
  boolean posted() {
    posts++;
    if (posts < MAX_POSTS) {
      return false;
    }
    posts = 0;
    return true;
  }

  /** The agent took the piece. */
  void taken() {
    partTaken |= isolating;
    settled();
  }

  /** The piece is settled. */
  void settled() {
    to = from;
    failures = 0;
  }

  /** The piece is to be sent again. */
  void putBack() {
    (onTrial ? trials : todo).add(from, to);
    to = from;
  }

  /** The piece failed with a 500. */
  Step serverError(int maxRetries) {
    failures++;
    if (onTrial) {
      return trialFailed();
    }
    if (!isolating && failures <= maxRetries) {
      putBack();
      return Step.RETRY;
    }
    boolean ill = hasSuspects();
    isolating = true;
    if (!halve()) {
      suspects.add(from, to);
      to = from;
    }
    return ill ? Step.AGENT_ILL : Step.GO_ON;
  }

  private Step trialFailed() {
    failedTrials = from == lastTried ? failedTrials + 1 : 1;
    lastTried = from;
    if (failedTrials == TRIALS) {
      return Step.CONVICTED;
    }
    suspects.add(from, to);
    to = from;
    // The others wait, so that the next trial is this one's again and one count will do.
    trials.moveTo(suspects);
    return Step.GO_ON;
  }

  /**
   * The piece was refused, or too large: halves it; false, and nothing done, where it is a single
   * span.
   */
  boolean halve() {
    if (to - from == 1) {
      return false;
    }
    isolating = true;
    int middle = from + (to - from + 1) / 2;
    todo.add(from, middle);
    todo.add(middle, to);
    to = from;
    return true;
  }

  boolean hasSuspects() {
    return !suspects.isEmpty();
  }

  /** The agent took something, of this batch or another: the suspects get a trial. */
  void agentIsWell() {
    suspects.moveTo(trials);
  }

  /**
   * Nothing else is there that could show whether the agent is well. It was, if it took a part of
   * this batch; otherwise the suspects are merely sent again.
   *
   * @return whether that should be done at once: the agent was well, and this is the first trial
   */
  boolean nothingElseToSend() {
    boolean first = suspects.firstFrom() != lastTried;
    suspects.moveTo(partTaken ? trials : todo);
    return partTaken && first;
  }

  /** The set whose first record is the oldest that is not being sent; empty where there is none. */
  Ranges oldest() {
    return older(older(todo, suspects), trials);
  }

  private static Ranges older(Ranges a, Ranges b) {
    return a.isEmpty() || (!b.isEmpty() && b.firstFrom() < a.firstFrom()) ? b : a;
  }
}
