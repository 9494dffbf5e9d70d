package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The tracer's own log: what the journal thread appends, the sender thread reads. It begins empty;
 * what earlier processes left is adopted, never appended to.
 */
public final class SpanLog implements AutoCloseable {
  /**
   * The kind of log lines about a directory that cannot be used; the log says when it can again.
   */
  public static final String DISK = "log-disk";

  private final LogProgress progress = new LogProgress();
  private final boolean hasDirectory;
  private final int segmentLength;
  private final long maxBytes;
  private final SegmentPool pool;
  private final LogWriter writer;
  private final LogReader reader;
  private volatile long forcedId;

  /**
   * The log's bounds.
   *
   * @param maxQueueSize records that may wait
   * @param maxQueueBytes bytes of all segments
   * @param evictOldest what a bound does: true has the oldest records go, false has the writer wait
   */
  public record Settings(long maxQueueSize, long maxQueueBytes, boolean evictOldest) {}

  /**
   * An empty log. Its first file is made by {@link LogWriter#prepare} or the first append.
   *
   * @param directoryOrNull null for a log in memory, which is held to a few segments; one that
   *     could not be made is tried again
   */
  public SpanLog(
      QueueDirectory directoryOrNull, Settings settings, Counters counters, ThrottledLog log) {
    this(
        settings,
        counters,
        log,
        directoryOrNull == null || !directoryOrNull.keep()
            ? UUID.randomUUID()
            : directoryOrNull.id(),
        directoryOrNull == null
            ? null
            : new DirectorySegments(directoryOrNull, lengthOnDisk(settings)),
        System::nanoTime);
  }

  SpanLog(
      Settings settings,
      Counters counters,
      ThrottledLog log,
      UUID owner,
      SegmentFactory files,
      LongSupplier nanoClock) {
    hasDirectory = files != null;
    maxBytes =
        hasDirectory
            ? settings.maxQueueBytes()
            : Math.min(settings.maxQueueBytes(), SegmentPool.MAX_MEMORY_BYTES);
    segmentLength = SegmentDescriptor.segmentLength(maxBytes);
    pool = new SegmentPool(files, segmentLength, maxBytes, counters, log, nanoClock);
    long maxWaiting = settings.evictOldest() ? Long.MAX_VALUE : settings.maxQueueSize();
    writer = new LogWriter(progress, pool, owner, segmentLength, maxWaiting, pool.isDiskFailing());
    reader = new LogReader(progress, pool, settings, segmentLength, counters, log);
  }

  static int lengthOnDisk(Settings settings) {
    return SegmentDescriptor.segmentLength(settings.maxQueueBytes());
  }

  /** The end for the journal thread. */
  public LogWriter writer() {
    return writer;
  }

  /** The end for the sender thread. */
  public LogReader reader() {
    return reader;
  }

  /** True while what is appended would not survive the process. */
  public boolean inMemory() {
    return !hasDirectory || writer.inMemory();
  }

  /** True while some of it would not survive the process. */
  public boolean partlyInMemory() {
    return !hasDirectory || pool.hasUnfindable();
  }

  /** The bytes that all segments may take; exceeded by less than one segment. */
  public long maxBytes() {
    return maxBytes;
  }

  /** The greatest length of a record's JSON in bytes. */
  public int maxRecordLength() {
    return SegmentDescriptor.maxRecordLength(segmentLength) - LogWriter.HEADROOM;
  }

  /** Forces to the device what was appended since the last call. Any thread, at any time. */
  public void force() {
    long id = writer.segmentId();
    if (pool.force(forcedId)) {
      forcedId = id;
    }
  }

  /**
   * Unmaps everything, after both threads have stopped. Files with records that are not settled
   * stay for the next process; the others are deleted.
   */
  @Override
  public void close() {
    boolean drained = reader.isDrained();
    List<Segment> segments = new ArrayList<>(reader.giveUp());
    segments.addAll(progress.begun);
    progress.begun.clear();
    long committed = progress.committed.getAcquire();
    for (Segment segment : segments) {
      if (drained || segment.baseSequence() > committed || segment.inMemory()) {
        pool.discard(segment);
      } else {
        pool.leave(segment);
      }
    }
    pool.close();
  }
}
