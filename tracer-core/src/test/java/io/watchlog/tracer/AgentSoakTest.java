package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertDelivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What needs its time: a minute of an ill agent, hundreds of pauses between spans. */
@Tag("soak")
final class AgentSoakTest extends WithAgent {
  @Test
  void F51_anAgentThatIsBusyForAMinuteSeesFewRequestsAndHasAllSoonAfter() {
    agent.countOnly().otherwise(r -> Reply.status(503));
    WatchlogTracer tracer = start();
    long ended = 0;
    long untilNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (untilNs - System.nanoTime() > 0) {
      for (int i = 0; i < 10; i++) {
        tracer.startSpan("s").end();
        ended++;
      }
      LockSupport.parkNanos(5_000_000);
    }
    int requests = agent.requestCount();
    agent.otherwise(r -> Reply.ok());
    Await.within(
        Duration.ofSeconds(10),
        () -> "everything is there: " + tracer.stats(),
        () -> tracer.stats().pending() == 0);
    System.out.println(requests + " requests in a minute, " + ended + " spans");
    assertTrue(requests < 60, () -> requests + " requests");
    assertDelivered(ended, tracer);
    assertEquals(0, agent.duplicates());
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void F48_spansAtAboutTheAgentsIdleTimeForAHundredRounds() throws InterruptedException {
    List<Thread> applications = new ArrayList<>();
    List<WatchlogTracer> tracers = new ArrayList<>();
    for (long pauseMs : new long[] {4_900, 5_000, 5_100}) {
      WatchlogTracer tracer = start(builder().autoFlushInterval(Duration.ofMillis(1)));
      tracers.add(tracer);
      applications.add(
          new Thread(
              () -> {
                for (int round = 1; round <= 100; round++) {
                  tracer.startSpan("s").end();
                  long delivered = round;
                  Await.until("it is taken", () -> tracer.stats().delivered() == delivered);
                  LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMs));
                }
              }));
    }
    applications.forEach(Thread::start);
    for (Thread application : applications) {
      application.join();
    }
    for (WatchlogTracer tracer : tracers) {
      TracerStats stats = assertDelivered(100, tracer);
      assertEquals(0, stats.failedPosts());
      assertEquals(0, stats.retried() + stats.ambiguous());
      assertEquals(DeliveryStatus.NONE, stats.delivery());
    }
    assertEquals(0, agent.duplicates());
  }
}
