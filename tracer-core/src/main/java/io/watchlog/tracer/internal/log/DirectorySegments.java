package io.watchlog.tracer.internal.log;

import java.io.IOException;

/** Segments of one length in a tracer's queue directory. */
record DirectorySegments(QueueDirectory directory, int length) implements SegmentFactory {
  @Override
  public Segment create(long id) throws IOException {
    return SegmentFiles.create(directory.path(), id, length);
  }

  @Override
  public boolean isThere() {
    return directory.isThere();
  }

  @Override
  public void renew() throws IOException {
    directory.renew();
  }

  @Override
  public void forceNames() throws IOException {
    directory.forceNames();
  }
}
