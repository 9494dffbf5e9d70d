package io.watchlog.tracer.bench;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What a span costs its caller and nobody else: processor time, which other processes on a shared
 * machine disturb less than they do the clock, and bytes allocated. JMH's own {@code gc} profiler
 * counts the tracer's threads too, and what draining allocates.
 */
public final class CallerProfiler implements InternalProfiler {
  private static final LongAdder BURSTS = new LongAdder();
  private static final LongAdder CPU_NS = new LongAdder();
  private static final LongAdder BYTES = new LongAdder();

  /** Runs a burst on the calling thread, and adds what it cost. */
  public static void measured(Runnable burst) {
    long bytes = Machine.threadAllocatedBytes();
    long cpuNs = Machine.threadCpuNs();
    burst.run();
    CPU_NS.add(Machine.threadCpuNs() - cpuNs);
    BYTES.add(Machine.threadAllocatedBytes() - bytes);
    BURSTS.increment();
  }

  @Override
  public String getDescription() {
    return "CPU time and allocation of the threads that record spans";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    BURSTS.reset();
    CPU_NS.reset();
    BYTES.reset();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double spans = (double) BURSTS.sum() * benchmark.getOpsPerInvocation();
    return List.of(
        new ScalarResult("caller.cpu", CPU_NS.sum() / spans, "ns/op", AggregationPolicy.AVG),
        new ScalarResult("caller.alloc", BYTES.sum() / spans, "B/op", AggregationPolicy.AVG));
  }
}
