package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A disk for small segments that can be full for a while, and the clock that the log knows. */
final class FragileDisk implements SegmentFactory {
  final Counters counters = new Counters();
  final AtomicLong clock = new AtomicLong();
  boolean full;

  private final SegmentFactory disk;

  FragileDisk(Path directory) {
    disk = id -> SegmentFiles.create(directory, id, SegmentDescriptor.MIN_LENGTH);
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
    return disk.create(id);
  }
}
