package io.watchlog.tracer.internal.http;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Names to addresses without holding up the event loop: the JDK's look-up blocks, for half a minute
 * where DNS hangs, so it runs on a thread of its own that ends with it. There is never more than
 * one such thread.
 */
final class NameResolver {
  /** The look-up itself; may block. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final EventLoop loop;
  private final Lookup lookup;
  private final Set<Promise<InetAddress[]>> waiting = new HashSet<>();
  private Thread running;

  NameResolver(EventLoop loop, Lookup lookup) {
    this.loop = loop;
    this.lookup = lookup;
  }

  /** The addresses of a name; fails when they are not there within the time. On the event loop. */
  Future<InetAddress[]> resolve(String host, long timeoutNs) {
    Promise<InetAddress[]> answer = loop.newPromise();
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      try {
        return answer.setSuccess(new InetAddress[] {InetAddress.getByName(host)});
      } catch (UnknownHostException e) {
        return answer.setFailure(e);
      }
    }
    // A dead one could not hand over what it found, or has, and the loop has not come to it yet.
    if (running == null || !running.isAlive()) {
      start(host);
    }
    waiting.add(answer);
    ScheduledFuture<?> timer =
        loop.schedule(
            () -> tell(answer, null, new UnknownHostException(host + ": no answer in time")),
            timeoutNs,
            TimeUnit.NANOSECONDS);
    answer.addListener(
        done -> {
          waiting.remove(answer);
          timer.cancel(false);
        });
    return answer;
  }

  private void start(String host) {
    Thread thread = new Thread(() -> lookUp(host), "watchlog-resolve");
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    // Only once it runs: where no thread can be had, the next look-up must try again.
    thread.start();
    running = thread;
  }

  private void lookUp(String host) {
    InetAddress[] found = null;
    Throwable failure = null;
    try {
      found = lookup.addresses(host);
    } catch (Throwable e) {
      failure = e;
    }
    Thread self = Thread.currentThread();
    InetAddress[] addresses = found;
    Throwable cause = failure;
    try {
      loop.execute(() -> finish(self, addresses, cause));
    } catch (RejectedExecutionException e) {
      // The tracer was closed while DNS hung: nobody waits for this any more.
      return;
    }
  }

  private void finish(Thread thread, InetAddress[] addresses, Throwable cause) {
    if (running == thread) {
      running = null;
    }
    for (Promise<InetAddress[]> answer : List.copyOf(waiting)) {
      tell(answer, addresses, cause);
    }
  }

  private static void tell(
      Promise<InetAddress[]> answer, InetAddress[] addresses, Throwable cause) {
    boolean told = cause == null ? answer.trySuccess(addresses) : answer.tryFailure(cause);
    assert told || answer.isDone();
  }
}
