package io.watchlog.tracer.internal.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.watchlog.tracer.testkit.Await;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameResolverTest {
  private static final InetAddress[] HERE = {InetAddress.getLoopbackAddress()};
  private static final long SHORT_NS = 1_000_000L;
  private static final long LONG_NS = 30_000_000_000L;

  private final AtomicInteger handingOverFails = new AtomicInteger();
  private final SingleThreadIoEventLoop loop =
      new SingleThreadIoEventLoop(
          null, new DefaultThreadFactory("resolver-test", true), NioIoHandler.newFactory()) {
        @Override
        public void execute(Runnable task) {
          if (!inEventLoop() && handingOverFails.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new OutOfMemoryError("planted");
          }
          super.execute(task);
        }
      };
  private final CompletableFuture<InetAddress[]> hanging = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void close() {
    hanging.complete(HERE);
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private NameResolver resolver() {
    return new NameResolver(
        loop,
        host -> {
          asked.incrementAndGet();
          return hanging.join();
        });
  }

  private Future<InetAddress[]> resolve(NameResolver resolver, long timeoutNs) {
    List<Future<InetAddress[]>> answer = new ArrayList<>();
    loop.submit(
            () -> {
              answer.add(resolver.resolve("agent.test", timeoutNs));
            })
        .syncUninterruptibly();
    return answer.get(0);
  }

  @Test
  void allThatWaitForANameAreToldByOneLookUp() {
    NameResolver resolver = resolver();
    Future<InetAddress[]> first = resolve(resolver, LONG_NS);
    Future<InetAddress[]> second = resolve(resolver, LONG_NS);
    hanging.complete(HERE);
    assertArrayEquals(HERE, first.syncUninterruptibly().getNow());
    assertArrayEquals(HERE, second.syncUninterruptibly().getNow());
    assertEquals(1, asked.get());
  }

  @Test
  void whatIsNotWaitedForAnyMoreIsNotKeptWhileALookUpHangs() {
    NameResolver resolver = resolver();
    List<WeakReference<Future<InetAddress[]>>> late = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Future<InetAddress[]> answer = resolve(resolver, SHORT_NS).awaitUninterruptibly();
      assertInstanceOf(UnknownHostException.class, answer.cause());
      late.add(new WeakReference<>(answer));
    }
    // The last one may still be on a stack.
    Await.until(
        "they are collected",
        () -> {
          System.gc();
          return late.stream().filter(answer -> answer.get() != null).count() <= 1;
        });
    assertEquals(1, asked.get());
  }

  @Test
  void whereAnAnswerCannotBeHandedOverTheNextTryLooksAgain() {
    NameResolver resolver = resolver();
    Future<InetAddress[]> unheard = resolve(resolver, SHORT_NS);
    Await.until("it hangs", () -> asked.get() == 1);
    handingOverFails.set(1);
    hanging.complete(HERE);
    Await.until("it has failed", () -> handingOverFails.get() == 0);
    assertInstanceOf(UnknownHostException.class, unheard.awaitUninterruptibly().cause());
    Await.until(
        "names are resolved again",
        () -> resolve(resolver, SHORT_NS).awaitUninterruptibly().isSuccess());
  }
}
