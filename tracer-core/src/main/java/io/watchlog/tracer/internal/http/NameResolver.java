package io.watchlog.tracer.internal.http;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
  private Promise<InetAddress[]> running;

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
    if (running == null) {
      start(host);
    }
    ScheduledFuture<?> timer =
        loop.schedule(
            () -> {
              boolean late =
                  answer.tryFailure(new UnknownHostException(host + ": no answer in time"));
              assert late || answer.isDone();
            },
            timeoutNs,
            TimeUnit.NANOSECONDS);
    running.addListener(
        (Future<InetAddress[]> done) -> {
          boolean cancelled = timer.cancel(false);
          boolean told =
              done.isSuccess() ? answer.trySuccess(done.getNow()) : answer.tryFailure(done.cause());
          assert cancelled || told || answer.isDone();
        });
    return answer;
  }

  private void start(String host) {
    Promise<InetAddress[]> promise = loop.newPromise();
    Thread thread = new Thread(() -> lookUp(host, promise), "watchlog-resolve");
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    // Only once it runs: where no thread can be had, the next look-up must try again.
    thread.start();
    running = promise;
  }

  private void lookUp(String host, Promise<InetAddress[]> promise) {
    InetAddress[] found = null;
    Throwable failure = null;
    try {
      found = lookup.addresses(host);
    } catch (Throwable e) {
      failure = e;
    }
    InetAddress[] addresses = found;
    Throwable cause = failure;
    try {
      loop.execute(() -> finish(promise, addresses, cause));
    } catch (RejectedExecutionException e) {
      // The tracer was closed while DNS hung: nobody waits for this any more.
      return;
    }
  }

  private void finish(Promise<InetAddress[]> promise, InetAddress[] addresses, Throwable cause) {
    running = null;
    if (cause == null) {
      promise.setSuccess(addresses);
    } else {
      promise.setFailure(cause);
    }
  }
}
