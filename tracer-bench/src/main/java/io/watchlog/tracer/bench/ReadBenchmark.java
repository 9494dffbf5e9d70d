package io.watchlog.tracer.bench;

import io.watchlog.tracer.internal.log.RecordSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it takes, for each span, to read a batch from the log, put it into a body outside the heap
 * and acknowledge it. {@link CallerProfiler} gives it in processor time.
 */
public class ReadBenchmark extends PieceBenchmark implements RecordSource.Handler {
  private static final int BATCH = 400;
  private static final int BATCHES = 15;

  private final ByteBuffer body = ByteBuffer.allocateDirect(512 * 1024);
  private PieceLog log;
  private int read;

  /** Makes a log on disk. */
  @Setup
  public void start() throws IOException {
    log = new PieceLog();
  }

  /** Appends what is to be read. */
  @Setup(Level.Invocation)
  public void fill() {
    log.drain();
    log.append(BATCHES * BATCH);
  }

  /** Reads all of it. */
  @Benchmark
  @OperationsPerInvocation(BATCHES * BATCH)
  public int read() {
    read = 0;
    CallerProfiler.measured(this::burst);
    if (read != BATCHES * BATCH) {
      throw new IllegalStateException(read + " records were read");
    }
    return read;
  }

  private void burst() {
    for (int i = 0; i < BATCHES; i++) {
      body.clear();
      read += log.read(this, BATCH);
    }
  }

  @Override
  public boolean onRecord(byte[] array, int offset, int length, long sequence, long endTimeMs) {
    body.put(array, offset, length).put((byte) ',');
    return true;
  }

  /** Fails where a record was lost. */
  @TearDown
  public void stop() throws IOException {
    log.close();
  }
}
