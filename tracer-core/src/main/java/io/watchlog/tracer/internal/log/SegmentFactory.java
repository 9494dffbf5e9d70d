package io.watchlog.tracer.internal.log;

import java.io.IOException;

/** Makes segments on disk, all of one length. */
@FunctionalInterface
interface SegmentFactory {
  /**
   * A new segment, not begun, whose whole file has its place on the device.
   *
   * @param id in the file's name, which it keeps for all its lives
   */
  Segment create(long id) throws IOException;
}
