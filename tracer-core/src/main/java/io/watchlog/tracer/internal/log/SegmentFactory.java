package io.watchlog.tracer.internal.log;

import java.io.IOException;

/** Makes segments on disk, all of one length, and looks after the directory that they are in. */
@FunctionalInterface
interface SegmentFactory {
  /**
   * A new segment, not begun, whose whole file has its place on the device.
   *
   * @param id in the file's name, which it keeps for all its lives
   */
  Segment create(long id) throws IOException;

  /** False where somebody has deleted the directory: no process would find what is in it. */
  default boolean isThere() {
    return true;
  }

  /** Makes the directory anew where it is gone. */
  default void renew() throws IOException {
    // It is always there.
  }

  /** Forces the names of the files to the device. */
  default void forceNames() throws IOException {
    // They are not on a device.
  }
}
