package io.watchlog.tracer.examples.agent;

import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import io.watchlog.tracer.examples.agent.trace.TraceTree;
import java.io.PrintStream;

/**
 * Prints traces as trees, of very many in a second the first ones: a terminal is read, and the page
 * has the rest. Thread-safe: what is left at the end is printed by the thread that ends the agent.
 */
final class TreePrinter {
  private static final int MAX_IN_A_SECOND = 20;
  private static final long SECOND_NS = 1_000_000_000;

  private final PrintStream out;
  private long second;
  private long traces;

  TreePrinter(PrintStream out) {
    this.out = out;
  }

  synchronized void print(ReceivedTrace trace) {
    long now = System.nanoTime() / SECOND_NS;
    if (now != second) {
      second = now;
      traces = 0;
    }
    traces++;
    if (traces <= MAX_IN_A_SECOND) {
      out.println(TraceTree.render(trace));
    } else if (traces == MAX_IN_A_SECOND + 1) {
      out.println("… and more in this second: the page has them\n");
    }
  }
}
