package io.watchlog.tracer.internal.http;

/** Statuses and what they mean: a pure function. */
public final class AnswerClassifier {
  private AnswerClassifier() {}

  /**
   * What an HTTP status means.
   *
   * @param status any number
   */
  public static Outcome classify(int status) {
    if (status >= 200 && status < 300) {
      return Outcome.TAKEN;
    }
    return switch (status) {
      case 413 -> Outcome.TOO_LARGE;
      case 500 -> Outcome.SERVER_ERROR;
      case 408, 425, 429 -> Outcome.BUSY;
      case 401, 403, 404, 405, 407, 421 -> Outcome.MISCONFIGURED;
      // Other 4xx blame the request. All else (3xx, numbers that HTTP does not know) is not the
      // agent's
      // language; what a gateway invents above 500 says nothing about our spans.
      default ->
          status >= 400 && status < 500
              ? Outcome.REFUSED
              : status > 500 && status < 600 ? Outcome.BUSY : Outcome.MISCONFIGURED;
    };
  }
}
