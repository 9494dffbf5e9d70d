package io.watchlog.tracer.internal.encode;

/**
 * A record outgrew its limit. Without a stack trace, made once for each buffer: it is an answer,
 * not a fault.
 */
final class RecordTooLong extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RecordTooLong() {
    super("the record is over its limit", null, false, false);
  }
}
