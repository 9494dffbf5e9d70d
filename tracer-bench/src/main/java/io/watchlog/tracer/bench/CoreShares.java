package io.watchlog.tracer.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Processor time while something ran, in percent of one core.
 *
 * @param byRole of the tracer's own threads
 * @param caller of the thread that ran it
 * @param process of all threads, compiler and collector included
 */
record CoreShares(Map<String, Double> byRole, double caller, double process) {

  static CoreShares during(TracerThreads threads, Runnable load) {
    long startNs = System.nanoTime();
    ThreadCosts before = threads.costs();
    long callerBeforeNs = Machine.threadCpuNs();
    long processBeforeNs = Machine.processCpuNs();
    load.run();
    long processNs = Machine.processCpuNs() - processBeforeNs;
    long callerNs = Machine.threadCpuNs() - callerBeforeNs;
    ThreadCosts costs = threads.costs().since(before);
    double percentOfNs = 100.0 / (System.nanoTime() - startNs);
    Map<String, Double> byRole = new LinkedHashMap<>();
    costs.byRole().forEach((role, cost) -> byRole.put(role, cost.cpuNs() * percentOfNs));
    return new CoreShares(byRole, callerNs * percentOfNs, processNs * percentOfNs);
  }

  /** Of all the tracer's threads. */
  double total() {
    return byRole.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
