package io.watchlog.tracer.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Counts the spans in a body that arrives in pieces. Not thread-safe. */
interface BodyCounter {
  /** Begins another body. */
  void reset();

  /**
   * Counts in the part of a body that is there. Leaves at most a few bytes of it unread, for the
   * next call to begin with.
   *
   * @param buffer position to limit
   * @param last whether the body ends at the limit; all of it is read then
   * @throws IOException if that is no body of this kind
   */
  int count(ByteBuffer buffer, boolean last) throws IOException;
}
