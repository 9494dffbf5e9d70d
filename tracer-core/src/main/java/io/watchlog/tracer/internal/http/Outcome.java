package io.watchlog.tracer.internal.http;

/** What an answer means for the batch that was sent. */
public enum Outcome {
  /** The agent has it. */
  TAKEN,
  /** The agent, or what stands before it, is busy: the same again later. */
  BUSY,
  /** The agent failed, perhaps because of a span in the batch. */
  SERVER_ERROR,
  /** The body is too large. */
  TOO_LARGE,
  /** Something in the batch is not acceptable. */
  REFUSED,
  /** Not the agent, or not for us: a person must change something. */
  MISCONFIGURED
}
