package io.watchlog.tracer.internal.ship;

/**
 * What of a batch is still to be sent, in which pieces: finds the span that the agent fails over.
 * Knows no time and sends nothing.
 *
 * <p>A batch is one piece until it has failed {@code maxRetries + 1} times; then a failing piece is
 * halved, without retries. A single span that fails is set aside, as <em>strong</em> suspect if the
 * agent had taken something directly before (then the next piece or batch that is taken convicts
 * it), as <em>weak</em> if not (then it is tried once more as soon as the agent takes something). A
 * failure while there are suspects says that the agent is ill, not the spans.
 */
final class PoisonIsolation {
  static final int MAX_POSTS = 64;

  /** What to do after a 500. */
  enum Step {
    /** The same again, after a back-off. */
    RETRY,
    /** Go on with the next piece at once. */
    GO_ON,
    /** The agent fails over everything: open the breaker. */
    AGENT_ILL
  }

  private final Ranges todo = new Ranges();
  private final Ranges weak = new Ranges();
  private final Ranges strong = new Ranges();
  private String strongAnswer = "";
  private boolean isolating;
  private int failures;
  private int posts;
  private int from;
  private int to;

  void start(int count) {
    todo.clear();
    weak.clear();
    strong.clear();
    todo.add(0, count, false);
    isolating = false;
    failures = 0;
    posts = 0;
    from = 0;
    to = 0;
  }

  boolean hasNext() {
    return !todo.isEmpty();
  }

  /**
   * Takes the next piece, of at most so many records, to be sent; exactly one answer must follow.
   */
  void takeNext(int maxRecords) {
    if (todo.firstTo() - todo.firstFrom() > maxRecords) {
      todo.splitFirst(maxRecords);
    }
    from = todo.firstFrom();
    to = todo.firstTo();
    todo.removeFirst();
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

  int unsettled() {
    return unsettledBefore(Integer.MAX_VALUE);
  }

  /** Unsettled records with an index below a limit. */
  int unsettledBefore(int limit) {
    return todo.recordsBefore(limit)
        + weak.recordsBefore(limit)
        + strong.recordsBefore(limit)
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

  /** The piece is settled. */
  void settled() {
    to = from;
    failures = 0;
  }

  /** The piece is to be sent again. */
  void putBack() {
    todo.add(from, to, false);
    to = from;
  }

  /** The piece failed with a 500. */
  Step serverError(int maxRetries, boolean afterSuccess, String answer) {
    failures++;
    if (!isolating && failures <= maxRetries) {
      putBack();
      return Step.RETRY;
    }
    boolean ill = isolating && hasSuspects();
    isolating = true;
    if (!halve()) {
      (afterSuccess ? strong : weak).add(from, to, true);
      if (afterSuccess) {
        strongAnswer = answer;
      }
      to = from;
    }
    return ill ? Step.AGENT_ILL : Step.GO_ON;
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
    todo.add(from, middle, false);
    todo.add(middle, to, false);
    to = from;
    return true;
  }

  boolean hasSuspects() {
    return !weak.isEmpty() || !strong.isEmpty();
  }

  /**
   * Spans that failed after a success: to be settled as rejected by the caller, then {@link
   * Ranges#clear cleared}.
   */
  Ranges strong() {
    return strong;
  }

  String strongAnswer() {
    return strongAnswer;
  }

  /** Weak suspects get their second trial. */
  void retryWeak() {
    weak.moveTo(todo);
  }

  /** The set whose first record is the oldest that is not being sent; empty where there is none. */
  Ranges oldest() {
    return older(older(todo, weak), strong);
  }

  private static Ranges older(Ranges a, Ranges b) {
    return a.isEmpty() || (!b.isEmpty() && b.firstFrom() < a.firstFrom()) ? b : a;
  }
}
