package io.watchlog.tracer.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A span as a line of JSON in a log file, by an asynchronous logger of Log4j. */
public class Log4jBenchmark extends BurstBenchmark {
  @Override
  Recorder open() throws IOException {
    return new Log4jRecorder();
  }

  /** A burst of spans by each producer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void span() {
    burst();
  }
}
