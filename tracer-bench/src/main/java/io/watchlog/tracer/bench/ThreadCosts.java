package io.watchlog.tracer.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What each of some threads has cost so far, by its role. Immutable. */
record ThreadCosts(Map<String, Cost> byRole) {
  /** Of one thread, or of several. */
  record Cost(long cpuNs, long allocatedBytes) {
    Cost plus(Cost other) {
      return new Cost(cpuNs + other.cpuNs, allocatedBytes + other.allocatedBytes);
    }

    Cost minus(Cost other) {
      return new Cost(cpuNs - other.cpuNs, allocatedBytes - other.allocatedBytes);
    }

    /** For each of some spans. */
    String perSpan(long spans) {
      return "%,.0f ns CPU %,.1f B"
          .formatted((double) cpuNs / spans, (double) allocatedBytes / spans);
    }
  }

  private static final Cost NOTHING = new Cost(0, 0);

  /** The role is the last word of a thread's name. */
  static ThreadCosts of(Collection<Thread> threads) {
    return of(threads, name -> name.substring(name.lastIndexOf('-') + 1));
  }

  static ThreadCosts of(Collection<Thread> threads, UnaryOperator<String> roleOfName) {
    Map<String, Cost> costs = new LinkedHashMap<>();
    for (Thread thread : threads) {
      Cost cost = new Cost(Machine.threadCpuNs(thread), Machine.threadAllocatedBytes(thread));
      costs.merge(roleOfName.apply(thread.getName()), cost, Cost::plus);
    }
    return new ThreadCosts(costs);
  }

  ThreadCosts since(ThreadCosts before) {
    Map<String, Cost> costs = new LinkedHashMap<>();
    byRole.forEach(
        (role, cost) -> costs.put(role, cost.minus(before.byRole.getOrDefault(role, NOTHING))));
    return new ThreadCosts(costs);
  }

  Cost total() {
    return byRole.values().stream().reduce(NOTHING, Cost::plus);
  }
}
