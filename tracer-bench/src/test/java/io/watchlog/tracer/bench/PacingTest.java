package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacingTest {
  @Test
  void eventsAreDueAtTheRateWithoutDrift() {
    Schedule schedule = new Schedule(-5, 3);
    assertEquals(-5, schedule.dueNs(0));
    assertEquals(333_333_328, schedule.dueNs(1));
    assertEquals(1_000_000_000L * 1_000_000 - 5, schedule.dueNs(3_000_000));
  }

  @Test
  void anEventDoesNotComeBeforeItIsDue() {
    Schedule schedule = new Schedule(System.nanoTime(), 100);
    assertTrue(schedule.await(1) - schedule.dueNs(1) >= 0);
  }

  @Test
  void whatASlowCallDelaysIsRecordedAsLate() {
    int perSecond = 1_000;
    PacedLoop loop = new PacedLoop(perSecond, i -> takeTenthOfASecondIfFirst(i));
    loop.slice();
    assertEquals(perSecond, loop.service().getTotalCount());
    assertEquals(perSecond, loop.sinceDue().getTotalCount());
    // Those that were due in the first 40 ms cannot have begun before 100 ms.
    long late = loop.sinceDue().getCountBetweenValues(50_000_000, Long.MAX_VALUE);
    assertTrue(late >= 40, late + " calls were late");
  }

  private static void takeTenthOfASecondIfFirst(int call) {
    if (call == 0) {
      long unused = new Schedule(System.nanoTime(), 10).await(1);
    }
  }

  @Test
  void aModestLoadMakesAllItsCallsInOrder() {
    List<Integer> calls = new ArrayList<>();
    ModestLoad.run(calls::add, 2_000, 1);
    assertEquals(IntStream.range(0, 2_000).boxed().toList(), calls);
  }
}
