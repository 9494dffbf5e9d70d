package io.watchlog.tracer.internal.log;

import java.io.IOException;

/** Makes segments on disk, all of one length, and looks after the directory that they are in. */
interface SegmentFactory {
  /**
   * A new segment, not begun, whose whole file has its place on the device.
   *
   * @param id in the file's name, which it keeps for all its lives
   */
  Segment create(long id) throws IOException;

  /** False where no other process would find what is in the directory, or there is none yet. */
  boolean keep();

  /** Makes the directory, or another one in its place. */
  void renew() throws IOException;

  /** Forces a segment's content to the device; from any thread. */
  void force(Segment segment) throws IOException;

  /** Forces the names of the segments to the device; from any thread. */
  void forceNames() throws IOException;
}
