package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Where segments come from and go to, within the log's bounds. Recycled ones first, for they need
 * no zeroing; then new files; and memory where the directory can't be used, with another try at it
 * every few seconds.
 *
 * <p>{@link #take}, {@link #prepare}, {@link #checkFiles} and {@link #diskFailed} belong to the
 * journal thread, {@link #release} to the sender thread, {@link #force} to any, {@link #close} and
 * {@link #leave} to whoever stopped them.
 */
final class SegmentPool {
  /** Most bytes that are held in memory in place of the disk. */
  static final long MAX_MEMORY_BYTES = 16L * 1024 * 1024;

  private static final int MAX_SPARES = 4;
  private static final long DISK_RETRY_NS = 5_000_000_000L;

  private final SegmentFactory files;
  private final int segmentLength;
  private final int fileLimit;
  private final int memoryLimit;
  private final Counters counters;
  private final ThrottledLog log;
  private final LongSupplier nanoClock;

  private final Queue<Segment> spares = new ConcurrentLinkedQueue<>();
  private final AtomicInteger spareCount = new AtomicInteger();
  private final AtomicInteger fileCount = new AtomicInteger();
  private final AtomicInteger memoryCount = new AtomicInteger();
  private final Set<Segment> onDisk = ConcurrentHashMap.newKeySet();

  private Segment ready;
  private long diskRetryNs;
  private boolean diskFailing;
  private volatile boolean hasNewNames;

  /**
   * A pool without a segment.
   *
   * @param files null where there is no directory
   */
  SegmentPool(
      SegmentFactory files,
      int segmentLength,
      long maxQueueBytes,
      Counters counters,
      ThrottledLog log,
      LongSupplier nanoClock) {
    this.files = files;
    this.segmentLength = segmentLength;
    this.fileLimit = segmentsIn(maxQueueBytes);
    this.memoryLimit = segmentsIn(Math.min(maxQueueBytes, MAX_MEMORY_BYTES));
    this.counters = counters;
    this.log = log;
    this.nanoClock = nanoClock;
    if (files != null && !files.keep()) {
      retryLater();
    }
  }

  private int segmentsIn(long bytes) {
    return (int) Math.max(2, Math.min(Integer.MAX_VALUE, bytes / segmentLength));
  }

  /** A segment to begin, or null where the bounds leave no room for one. */
  Segment take(long id) {
    Segment segment = takePrepared();
    if (segment != null) {
      return segment;
    }
    if (isDiskToBeTried()) {
      if (fileCount.get() >= fileLimit) {
        return null;
      }
      segment = createFile(id);
      if (segment != null) {
        return segment;
      }
    }
    return createInMemory();
  }

  private Segment takePrepared() {
    Segment segment = ready;
    ready = null;
    while (segment == null || segment.isBroken() || segment.isDeleted()) {
      if (segment != null) {
        checkFiles(segment);
        discard(segment);
      }
      segment = spares.poll();
      if (segment == null) {
        return null;
      }
      spareCount.decrementAndGet();
    }
    return segment;
  }

  /**
   * Has a segment ready ahead of need, if the bounds allow it.
   *
   * @return true if the next one taken is on disk
   */
  boolean prepare(long id) {
    if (ready == null && spareCount.get() == 0) {
      if (files == null) {
        ready = createInMemory();
      } else if (isDiskToBeTried() && fileCount.get() < fileLimit) {
        ready = createFile(id);
      }
    }
    return files != null && (ready != null || spareCount.get() > 0);
  }

  private boolean isDiskToBeTried() {
    return files != null && (!diskFailing || nanoClock.getAsLong() - diskRetryNs >= 0);
  }

  /**
   * Looks whether the files are still where the next process would find them. Those that are not
   * are written no more; what is in them is sent while this process lives.
   */
  void checkFiles(Segment current) {
    if (files == null) {
      return;
    }
    boolean kept = files.keep();
    boolean inUse = current != null && !current.isBroken();
    if (!kept || (inUse && current.isDeleted())) {
      leaveFiles(!kept);
    }
  }

  private void leaveFiles(boolean all) {
    for (Segment segment : onDisk) {
      if (all || segment.isDeleted()) {
        segment.markBroken();
      }
    }
    if (!diskFailing) {
      diskFailed(new NoSuchFileException("files of the queue directory were deleted"));
      diskRetryNs = nanoClock.getAsLong();
    }
  }

  private Segment createFile(long id) {
    try {
      if (!files.keep()) {
        leaveFiles(true);
        files.renew();
      }
      Segment segment = files.create(id);
      hasNewNames = true;
      fileCount.incrementAndGet();
      onDisk.add(segment);
      if (diskFailing) {
        diskFailing = false;
        log.recovered("The span log is on disk again", SpanLog.DISK);
      }
      return segment;
    } catch (IOException e) {
      if (diskFailing) {
        retryLater(); // nothing new: it was told when it began
      } else {
        diskFailed(e);
      }
      return null;
    }
  }

  private Segment createInMemory() {
    if (memoryCount.get() >= memoryLimit) {
      return null;
    }
    try {
      Segment segment = new Segment(ByteBuffer.allocateDirect(segmentLength), null);
      memoryCount.incrementAndGet();
      return segment;
    } catch (OutOfMemoryError e) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("log-memory", "No memory for the span log: spans wait, or are dropped", e);
      return null;
    }
  }

  /** Goes on in memory for a while. */
  void diskFailed(Throwable cause) {
    retryLater();
    counters.increment(Counter.DISK_FAILURES);
    log.warn(
        SpanLog.DISK,
        "The queue directory cannot be used: finished spans are kept in memory until it can",
        cause);
  }

  private void retryLater() {
    diskFailing = true;
    diskRetryNs = nanoClock.getAsLong() + DISK_RETRY_NS;
  }

  /** Takes back what the cursor has left. */
  void release(Segment segment) {
    // With a directory, memory is a stopgap: giving it up makes the writer try the disk again.
    boolean reusable = !segment.isBroken() && (!segment.inMemory() || files == null);
    if (reusable && spareCount.get() < MAX_SPARES) {
      spareCount.incrementAndGet();
      spares.add(segment);
    } else {
      discard(segment);
    }
  }

  /** Unmaps and deletes. */
  void discard(Segment segment) {
    forget(segment);
    try {
      segment.delete();
    } catch (IOException e) {
      counters.increment(Counter.INTERNAL_ERRORS);
      log.warn("log-delete", "A file of the span log cannot be deleted: " + segment.file(), e);
    }
  }

  /** Unmaps and leaves the file to the next process. */
  void leave(Segment segment) {
    forget(segment);
    segment.free();
  }

  private void forget(Segment segment) {
    onDisk.remove(segment);
    (segment.inMemory() ? memoryCount : fileCount).decrementAndGet();
  }

  /** True while there are segments that no other process would find. */
  boolean hasUnfindable() {
    return memoryCount.get() > 0 || onDisk.stream().anyMatch(Segment::isBroken);
  }

  /** True while the disk cannot be used. */
  boolean isDiskFailing() {
    return diskFailing;
  }

  /** True while a recycled segment lies ready: no room has to be made then. */
  boolean hasSpare() {
    return spareCount.get() > 0;
  }

  /**
   * Forces the segments from an id on to the device, and the names of new ones.
   *
   * @return false where some of it could not be forced, and must be another time
   */
  boolean force(long fromId) {
    boolean done = true;
    for (Segment segment : onDisk) {
      // What is broken is lost with the process, and so with the host.
      if (segment.id() >= fromId && !segment.isBroken()) {
        done &= force(segment);
      }
    }
    if (hasNewNames) {
      hasNewNames = false;
      try {
        files.forceNames();
      } catch (IOException e) {
        hasNewNames = true;
        forceFailed(e);
      }
    }
    return done;
  }

  private boolean force(Segment segment) {
    try {
      files.force(segment);
      return true;
    } catch (NoSuchFileException e) {
      return true; // settled and deleted since; or deleted by somebody, which the journal counts
    } catch (IOException e) {
      forceFailed(e);
      return false;
    }
  }

  private void forceFailed(IOException e) {
    counters.increment(Counter.DISK_FAILURES);
    log.warn("log-force", "The span log cannot be forced to the device; tried again", e);
  }

  /** Deletes what nobody has taken. */
  void close() {
    if (ready != null) {
      discard(ready);
      ready = null;
    }
    for (Segment spare = spares.poll(); spare != null; spare = spares.poll()) {
      discard(spare);
    }
  }
}
