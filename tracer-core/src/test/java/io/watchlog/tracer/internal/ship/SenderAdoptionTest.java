package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.log.RecordSource;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.Reply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SenderAdoptionTest {
  private final Queue<Orphan> waiting = new ArrayDeque<>();
  private final AtomicInteger closed = new AtomicInteger();

  private final class Orphan implements OrphanFinder.AdoptedRecords {
    private final FakeLog log = new FakeLog();
    private final long records;

    Orphan(String prefix, int spans, long records) {
      this.records = records;
      for (int i = 0; i < spans; i++) {
        String json = SenderFixture.span(i, "").replace("\"s" + i, "\"" + prefix + i);
        log.append(json, System.currentTimeMillis(), false);
      }
    }

    @Override
    public RecordSource source() {
      return log;
    }

    @Override
    public long records() {
      return records;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private SenderFixture fixture() {
    SenderFixture fixture = new SenderFixture();
    fixture.orphans = waiting::poll;
    return fixture;
  }

  @Test
  void whatDeadProcessesLeftIsDeliveredOneAfterTheOther() throws Exception {
    waiting.add(new Orphan("a", 330, 330));
    waiting.add(new Orphan("b", 20, 20));
    try (SenderFixture f = fixture().start()) {
      f.append(500);
      f.awaitDelivered(850);
      Await.until("both are closed", () -> closed.get() == 2);
      f.awaitLedger(Counter.ADOPTED, 350);
      assertEquals(350, f.adopted.get());
      assertEquals(850, f.agent.takenIds().size());
      assertEquals(0, f.ledger(Counter.ADOPTED_LEFT));
    }
  }

  @Test
  void theLiveLogIsNotStarvedByABacklog() throws Exception {
    waiting.add(new Orphan("a", 20_000, 20_000));
    SenderFixture fixture = fixture();
    fixture.maxConnections = 1;
    try (SenderFixture f = fixture) {
      f.start().append(300);
      FlushOutcome outcome = f.flush();
      assertEquals(0, outcome.pending());
      assertTrue(f.ledger(Counter.ADOPTED_LEFT) > 0);
      f.awaitDelivered(20_300);
    }
  }

  @Test
  void announcedRecordsThatAreNotThereAreDamaged() throws Exception {
    waiting.add(new Orphan("a", 10, 15));
    try (SenderFixture f = fixture().start()) {
      f.awaitDelivered(10);
      f.awaitLedger(Counter.DAMAGED, 5);
      assertEquals(15, f.ledger(Counter.ADOPTED));
    }
  }

  @Test
  void moreRecordsThanAnnouncedAreAdoptedToo() throws Exception {
    waiting.add(new Orphan("a", 15, 10));
    try (SenderFixture f = fixture().start()) {
      f.awaitDelivered(15);
      assertEquals(15, f.ledger(Counter.ADOPTED));
    }
  }

  @Test
  void aBacklogThatIsNotDeliveredIsGivenBackAtClose() throws Exception {
    Orphan orphan = new Orphan("a", 500, 500);
    waiting.add(orphan);
    try (SenderFixture f = fixture()) {
      f.agent.otherwise(r -> Reply.hang());
      f.start();
      Await.until("it is in flight", () -> f.agent.requestCount() == 2);
      assertTrue(f.stop(1));
      assertEquals(1, closed.get());
      assertEquals(0, orphan.log.acknowledgedTo());
      assertEquals(500, f.ledger(Counter.HELD) + f.ledger(Counter.ADOPTED_LEFT));
    }
  }

  @Test
  void aFailedLookIsCountedAndTheLiveLogGoesOn() throws Exception {
    SenderFixture fixture = new SenderFixture();
    fixture.orphans =
        () -> {
          throw new IOException("planted");
        };
    try (SenderFixture f = fixture.start()) {
      f.append(100);
      f.awaitDelivered(100);
      assertEquals(1, f.counters.get(Counter.INTERNAL_ERRORS));
    }
  }
}
