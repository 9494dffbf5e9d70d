package io.watchlog.tracer.bench;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/** Makes a tracer's threads, and knows what they cost. Thread-safe. */
final class TracerThreads implements ThreadFactory {
  private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task);
    threads.add(thread);
    return thread;
  }

  ThreadCosts costs() {
    return ThreadCosts.of(threads);
  }

  /** How many of them run now. */
  long alive() {
    return threads.stream().filter(Thread::isAlive).count();
  }
}
