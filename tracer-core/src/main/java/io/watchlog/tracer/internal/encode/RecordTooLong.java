package io.watchlog.tracer.internal.encode;

/** A record outgrew its limit. One instance without a stack trace: it is an answer, not a fault. */
final class RecordTooLong extends RuntimeException {
  static final RecordTooLong INSTANCE = new RecordTooLong();

  private static final long serialVersionUID = 1L;

  private RecordTooLong() {
    super("the record is over its limit", null, false, false);
  }
}
