package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.SpanError;
import io.watchlog.tracer.internal.span.TextLimits;

/** Reads what is sent of an error, whatever its class does. */
final class SpanErrors {
  private SpanErrors() {}

  /** {@code invalid} is run where the throwable is null, or its message can't be read. */
  static SpanError of(Throwable error, Runnable invalid) {
    if (error == null) {
      invalid.run();
      return new SpanError(null, "");
    }
    String message;
    try {
      message = error.getMessage();
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      // An overridden getMessage is the user's code, and its failure must not reach the caller.
      invalid.run();
      message = "";
    }
    return new SpanError(error.getClass().getName(), kept(message));
  }

  static SpanError of(String message, Runnable invalid) {
    if (message == null) {
      invalid.run();
    }
    return new SpanError(null, kept(message));
  }

  private static String kept(String message) {
    return message == null ? "" : TextLimits.cut(message, TextLimits.MAX_WORD_KEPT);
  }
}
