package io.watchlog.tracer;

/** Where {@link ValueRules} say what they had to change. */
interface ValueReport {
  /** A value was replaced; {@code what} is a constant that names it. */
  void invalid(String what);

  /** A value was cut to its limit, or left out over it. */
  void truncated();
}
