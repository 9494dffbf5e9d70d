package io.watchlog.tracer.examples.agent;

import java.io.IOException;

/** A body that the agent answers with 500, taking none of it. */
final class BadBatchException extends IOException {
  private static final long serialVersionUID = 1L;

  BadBatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
