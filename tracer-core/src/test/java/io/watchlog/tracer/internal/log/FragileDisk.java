package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A disk for small segments that can be full, gone or out of order for a while, and the clock that
 * the log knows.
 */
final class FragileDisk implements SegmentFactory {
  final Counters counters = new Counters();
  final AtomicLong clock = new AtomicLong();

  /** The ids of the segments that were forced. */
  final List<Long> forced = new ArrayList<>();

  boolean full;
  boolean gone;
  boolean unforceable;

  private final Path directory;

  FragileDisk(Path directory) {
    this.directory = directory;
  }

  /** A log on this disk. */
  SpanLog log(SpanLog.Settings settings) {
    return new SpanLog(settings, counters, TestLog.QUIET, UUID.randomUUID(), this, clock::get);
  }

  @Override
  public Segment create(long id) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    return SegmentFiles.create(directory, id, SegmentDescriptor.MIN_LENGTH);
  }

  @Override
  public boolean keep() {
    return !gone;
  }

  @Override
  public void renew() throws IOException {
    if (full) {
      throw new IOException("Read-only file system");
    }
    gone = false;
  }

  @Override
  public void force(Segment segment) throws IOException {
    if (unforceable) {
      throw new IOException("Input/output error");
    }
    forced.add(segment.id());
  }

  @Override
  public void forceNames() throws IOException {
    force(new Segment(java.nio.ByteBuffer.allocate(SegmentDescriptor.MIN_LENGTH), null));
  }
}
