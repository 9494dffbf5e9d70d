package io.watchlog.tracer.bench;

import io.watchlog.tracer.internal.encode.RecordBuffer;
import io.watchlog.tracer.internal.encode.SpanEncoder;
import io.watchlog.tracer.internal.log.LogWriter;
import io.watchlog.tracer.internal.log.QueueDirectory;
import io.watchlog.tracer.internal.log.RecordSource;
import io.watchlog.tracer.internal.log.SpanLog;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import io.watchlog.tracer.internal.span.SpanFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A log on disk and records for it. Not thread-safe. */
final class PieceLog implements AutoCloseable {
  private static final long MAX_BYTES = 256 << 20;

  private final Path root = TemporaryQueue.create();
  private final QueueDirectory directory = QueueDirectory.open(root, "bench");
  private final SpanLog log =
      new SpanLog(
          directory,
          new SpanLog.Settings(1_000_000, MAX_BYTES, true),
          new Counters(),
          new ThrottledLog("bench"));
  private final byte[][] records = new byte[PieceSpans.COUNT][];
  private long appended;

  PieceLog() throws IOException {
    SpanEncoder encoder = PieceSpans.encoder();
    SpanFields[] spans = PieceSpans.workload();
    for (int i = 0; i < records.length; i++) {
      RecordBuffer record = PieceSpans.encoded(encoder, spans[i]);
      records[i] =
          Arrays.copyOf(record.array(), record.offset() + record.length()); // headroom and JSON
    }
  }

  /** Appends so many records. */
  void append(int count) {
    LogWriter writer = log.writer();
    int headroom = LogWriter.HEADROOM;
    for (int i = 0; i < count; i++) {
      byte[] record = records[i & (PieceSpans.COUNT - 1)];
      if (!writer.append(record, headroom, record.length - headroom, i)) {
        throw new IllegalStateException("the log is full");
      }
    }
    appended += count;
  }

  /** Reads up to so many records and acknowledges them; returns how many there were. */
  int read(RecordSource.Handler handler, int count) {
    int read = log.reader().read(handler, count);
    log.reader().acknowledge(log.reader().position());
    return read;
  }

  /** Forgets what is there, so that its segments are used again. */
  void drain() {
    log.reader().skip(Long.MAX_VALUE);
    log.reader().acknowledge(log.reader().position());
    log.writer().prepare();
  }

  /** Fails where not all that was appended was read or skipped. */
  @Override
  public void close() throws IOException {
    drain();
    long settled = log.reader().headSequence() - 1;
    long damaged = log.reader().takeDamaged();
    boolean inMemory = log.inMemory();
    log.close();
    directory.close();
    TemporaryQueue.delete(root);
    if (settled != appended || damaged > 0 || inMemory) {
      throw new IllegalStateException(
          appended + " appended, " + settled + " settled, " + damaged + " damaged");
    }
  }
}
