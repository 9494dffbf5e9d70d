package io.watchlog.tracer.internal.ship;

import java.util.Arrays;

/**
 * What of a batch is still to be sent, in which pieces: finds the spans that the agent fails over.
 * Knows no time and sends nothing.
 *
 * <p>A batch is one piece until it has failed {@code maxRetries + 1} times; then a failing piece is
 * halved, without retries. A single span that fails is a suspect. Whenever the agent has taken
 * something since, of this batch or another, it has a trial; it is convicted when it has failed
 * three. Where nothing was taken since, its failing says nothing of it, and it is merely sent
 * again: a good span must not pay for an agent that is ill.
 *
 * <p>So that something can be taken, a part of the batch is kept back, and spent a record at a time
 * while there are suspects. Where that is not enough and nothing else comes, a suspect that is the
 * last of its batch, and the only one, is convicted when it has failed {@value #FAILURES_ALONE}
 * times more: by then back-off and breaker have made that ten seconds or so.
 *
 * <pre>
 *            500, more than one span       ┌──────500 for the first, second time─────┐
 *             ┌──────┐                     ▼                                         │
 *             ▼      │                                                               │
 *   todo ──▶ piece ──┴──500, single──▶ suspects ──something was taken──▶ trial ──────┴─third──▶ convicted
 *             │ 200                     │    ▲                            │ 200
 *             ▼                         └500─┘ nothing was taken          ▼
 *          settled                                                     settled
 * </pre>
 */
final class PoisonIsolation {
  static final int MAX_POSTS = 64;
  static final int TRIALS = 3;
  static final int FAILURES_ALONE = 8;
  private static final int MAX_CONTROLS = 32;

  /** What to do after a 500. */
  enum Step {
    /** The same again, after a back-off. */
    RETRY,
    /** Go on at once, with something else if there is anything. */
    GO_ON,
    /** The piece, a single span, is poison: to be rejected and {@link #settled}. */
    CONVICTED
  }

  private final Ranges todo = new Ranges();
  private final Ranges controls = new Ranges();
  private final Ranges suspects = new Ranges();

  /** Of each record, how many trials it has failed, and what had been taken when it failed last. */
  private int[] failedTrials = {};

  private long[] takenWhenFailed = {};

  private int count;
  private boolean isolating;
  private int failures;
  private int posts;

  /** The piece in hand, and where it came from. */
  private Ranges source = todo;

  private int from;
  private int to;
  private boolean onTrial;
  private boolean isAlone;
  private boolean partTaken;
  private int failuresAlone;

  void start(int records) {
    count = records;
    todo.clear();
    controls.clear();
    suspects.clear();
    todo.add(0, records);
    isolating = false;
    failures = 0;
    partTaken = false;
    failuresAlone = 0;
    posts = 0;
    from = 0;
    to = 0;
  }

  /** Whether something is there that is no suspect. */
  boolean hasPieces() {
    return !todo.isEmpty() || !controls.isEmpty();
  }

  boolean hasSuspects() {
    return !suspects.isEmpty();
  }

  /** Whether a suspect has failed before the last of so many requests that were taken. */
  boolean hasTrial(long taken) {
    return toBeTried(taken) >= 0;
  }

  // After each of the following the piece is in hand, and exactly one answer must follow.

  /** Takes the next piece, of at most so many records, for an agent that is well. */
  void takeNext(int maxRecords) {
    Ranges next = todo.isEmpty() ? controls : todo;
    take(next, 0, maxRecords);
  }

  /**
   * Takes what is likeliest to be taken: at most so many records of the largest piece, and no more
   * than needed while there are suspects.
   */
  void takeEvidence(int maxRecords) {
    int records = suspects.isEmpty() ? maxRecords : 1;
    if (todo.isEmpty()) {
      take(controls, 0, records);
    } else {
      take(todo, todo.largest(), records);
    }
  }

  /** Takes a suspect, whose failing will count. */
  void takeTrial(long taken) {
    take(suspects, toBeTried(taken), 1);
    onTrial = true;
    failuresAlone = 0;
  }

  /**
   * Takes a suspect, though nothing tells whether the agent is well.
   *
   * @param isOnly whether no other batch has one
   */
  void takeSuspect(boolean isOnly) {
    take(suspects, 0, 1);
    isAlone = isOnly && partTaken && unsettled() == 1;
  }

  private void take(Ranges ranges, int index, int maxRecords) {
    source = ranges;
    onTrial = false;
    isAlone = false;
    from = ranges.from(index);
    to = (int) Math.min((long) from + maxRecords, ranges.to(index));
    ranges.cut(index, to - from);
  }

  /**
   * Which of the suspects: one that has failed trials before others, since right after something
   * was taken it is the likeliest to be cleared. -1 for none.
   */
  private int toBeTried(long taken) {
    int best = -1;
    for (int i = 0; i < suspects.size(); i++) {
      int record = suspects.from(i);
      if (takenWhenFailed[record] < taken
          && (best < 0 || failedTrials[record] > failedTrials[suspects.from(best)])) {
        best = i;
      }
    }
    return best;
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

  /** How often in a row it has failed. */
  int failures() {
    return failures;
  }

  int unsettled() {
    return unsettledBefore(Integer.MAX_VALUE);
  }

  /** Unsettled records with an index below a limit. */
  int unsettledBefore(int limit) {
    return todo.recordsBefore(limit)
        + controls.recordsBefore(limit)
        + suspects.recordsBefore(limit)
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
    source.add(from, to);
    to = from;
  }

  /**
   * The piece failed with a 500.
   *
   * @param taken how many requests the agent has taken so far, of any batch
   */
  Step serverError(int maxRetries, long taken) {
    failures++;
    if (!isolating && failures <= maxRetries) {
      putBack();
      return Step.RETRY;
    }
    boolean keepsBack = !isolating || source == controls;
    if (!isolating) {
      isolate();
    }
    return (keepsBack && splitAroundControls()) || halve() ? Step.GO_ON : suspected(taken);
  }

  private void isolate() {
    isolating = true;
    if (failedTrials.length < count) {
      failedTrials = new int[count];
      takenWhenFailed = new long[count];
    }
    Arrays.fill(failedTrials, 0);
  }

  private boolean splitAroundControls() {
    int size = to - from;
    int kept = Math.min(MAX_CONTROLS, size / 8);
    if (kept == 0) {
      return false;
    }
    int start = from + size * 7 / 10;
    todo.add(from, start);
    controls.add(start, start + kept);
    todo.add(start + kept, to);
    to = from;
    return true;
  }

  private Step suspected(long taken) {
    boolean toRest = source == suspects && !onTrial;
    takenWhenFailed[from] = taken;
    failedTrials[from] += onTrial ? 1 : 0;
    failuresAlone += isAlone ? 1 : 0;
    if (failedTrials[from] >= TRIALS || failuresAlone >= FAILURES_ALONE) {
      return Step.CONVICTED;
    }
    suspects.add(from, to);
    to = from;
    return toRest ? Step.RETRY : Step.GO_ON;
  }

  /**
   * The piece was refused, or too large: halves it; false, and nothing done, where it is a single
   * span.
   */
  boolean halve() {
    if (to - from == 1) {
      return false;
    }
    int middle = from + (to - from + 1) / 2;
    todo.add(from, middle);
    todo.add(middle, to);
    to = from;
    return true;
  }

  /** The set whose first record is the oldest that is not being sent; empty where there is none. */
  Ranges oldest() {
    return older(older(todo, suspects), controls);
  }

  private static Ranges older(Ranges a, Ranges b) {
    return a.isEmpty() || (!b.isEmpty() && b.from(0) < a.from(0)) ? b : a;
  }
}
