package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Segments of one length in a tracer's queue directory. */
record DirectorySegments(QueueDirectory directory, int length) implements SegmentFactory {
  @Override
  public Segment create(long id) throws IOException {
    return SegmentFiles.create(directory.path(), id, length);
  }

  @Override
  public boolean keep() {
    return directory.keep();
  }

  @Override
  public void renew() throws IOException {
    directory.renew();
  }

  /** Opens the file anew, so it may meet the segment's end at any time. */
  @Override
  public void force(Segment segment) throws IOException {
    try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
      channel.force(false);
    }
  }

  @Override
  public void forceNames() throws IOException {
    directory.forceNames();
  }
}
