package io.watchlog.tracer.internal.http;

/**
 * Why a POST had no answer.
 *
 * @param kind what went wrong
 * @param bodySent whether the whole body had been handed to the network: then the agent may have
 *     taken it
 * @param cause what the network said
 */
public record ExchangeFailure(Kind kind, boolean bodySent, Throwable cause) {
  /** What went wrong. */
  public enum Kind {
    /** No connection: name not found, refused, not in time, or no TLS. */
    CONNECT,
    /** Closed or reset before a whole answer head. */
    CLOSED,
    /** No answer head within the request timeout. */
    TIMEOUT,
    /** What came back is not HTTP. */
    UNREADABLE
  }

  /** One line for a log or a listener. */
  public String describe() {
    String what =
        switch (kind) {
          case CONNECT -> "no connection";
          case CLOSED -> "connection closed before an answer";
          case TIMEOUT -> "no answer in time";
          case UNREADABLE -> "an answer that is not HTTP";
        };
    return cause == null ? what : what + " (" + cause + ")";
  }
}
