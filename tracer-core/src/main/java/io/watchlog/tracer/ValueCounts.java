package io.watchlog.tracer;

/** Counts for a builder, which has no tracer yet. Not thread-safe. */
final class ValueCounts implements ValueReport {
  private int invalid;
  private int truncated;

  @Override
  public void invalid(String what) {
    invalid++;
  }

  @Override
  public void truncated() {
    truncated++;
  }

  int invalidValues() {
    return invalid;
  }

  int truncatedValues() {
    return truncated;
  }
}
