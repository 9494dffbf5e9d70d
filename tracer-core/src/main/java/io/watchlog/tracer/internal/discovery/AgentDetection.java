package io.watchlog.tracer.internal.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Finds the agent where no URL was given: in Kubernetes the cluster's, else that of this machine.
 *
 * <p>The question is asked once, off the caller's thread, on a short-lived daemon thread; a look-up
 * that hangs is abandoned on a daemon thread of its own, and the answer is then that of this
 * machine. Thread-safe.
 */
public final class AgentDetection {
  static final URI IN_CLUSTER =
      URI.create("http://watchlog-node-agent.monitoring.svc.cluster.local:3774" + AgentUrl.PATH);
  static final URI ON_THIS_MACHINE = URI.create("http://127.0.0.1:3774" + AgentUrl.PATH);

  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(1);
  private static final AgentDetection OF_PROCESS =
      new AgentDetection(new KubernetesProbe()::inKubernetes, LIMIT_NS);

  private final BooleanSupplier inKubernetes;
  private final long limitNs;
  private final List<Consumer<URI>> waiting = new ArrayList<>();
  private boolean asked;
  private URI answer;

  AgentDetection(BooleanSupplier inKubernetes, long limitNs) {
    this.inKubernetes = inKubernetes;
    this.limitNs = limitNs;
  }

  /**
   * Hands over the full endpoint: at once on the caller's thread where it is known already in this
   * process, else within about 1 s on a thread of the detection. Never waits.
   *
   * @param whenKnown called once; what it throws goes to the caller, or to the uncaught exception
   *     handler of the detection's thread
   */
  public static void detect(Consumer<URI> whenKnown) {
    OF_PROCESS.tell(whenKnown);
  }

  void tell(Consumer<URI> whenKnown) {
    URI known;
    synchronized (this) {
      if (!asked) {
        startDaemon("watchlog-detection", this::answerAll);
        asked = true;
      }
      known = answer;
      if (known == null) {
        waiting.add(whenKnown);
      }
    }
    if (known != null) {
      whenKnown.accept(known);
    }
  }

  private void answerAll() {
    URI found = find();
    List<Consumer<URI>> told;
    synchronized (this) {
      answer = found;
      told = List.copyOf(waiting);
      waiting.clear();
    }
    for (Consumer<URI> whenKnown : told) {
      try {
        whenKnown.accept(found);
      } catch (RuntimeException | Error e) {
        handOn(e);
      }
    }
  }

  private static void handOn(Throwable failure) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    } catch (RuntimeException | Error e) {
      // As the JVM does with a handler that fails; others still wait for their answer.
      return;
    }
  }

  private URI find() {
    try {
      boolean found =
          CompletableFuture.supplyAsync(
                  inKubernetes::getAsBoolean, task -> startDaemon("watchlog-lookup", task))
              .get(limitNs, TimeUnit.NANOSECONDS);
      return found ? IN_CLUSTER : ON_THIS_MACHINE;
    } catch (TimeoutException
        | ExecutionException
        | InterruptedException
        | RuntimeException
        | Error e) {
      // No answer is the answer no: a wrong URL shows as failed deliveries, which are counted.
      return ON_THIS_MACHINE;
    }
  }

  private static void startDaemon(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    // One that hangs must not keep a redeployed application's class loader by its context.
    thread.setContextClassLoader(null);
    thread.start();
  }
}
