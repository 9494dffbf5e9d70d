package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoisonIsolationTest {
  private final PoisonIsolation work = new PoisonIsolation();
  private final Set<Integer> convicted = new TreeSet<>();
  private int taken;
  private int posts;

  /**
   * Sends pieces to an agent that fails over any with a record that is poison, until nothing is
   * left to send.
   */
  private void run(int count, Predicate<Integer> poison) {
    work.start(count);
    while (work.unsettled() > 0 && posts < 10_000) {
      if (!work.hasNext()) {
        boolean atOnce = work.nothingElseToSend();
        assertFalse(work.hasSuspects());
        if (!atOnce && taken == 0) {
          return;
        }
      }
      work.takeNext(Integer.MAX_VALUE);
      posts++;
      boolean fails = false;
      for (int i = work.from(); i < work.to(); i++) {
        fails |= poison.test(i);
      }
      if (fails) {
        if (work.serverError(0) == PoisonIsolation.Step.CONVICTED) {
          assertEquals(1, work.to() - work.from());
          convicted.add(work.from());
          work.settled();
        }
      } else {
        taken += work.to() - work.from();
        work.taken();
        work.agentIsWell();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200, 398, 399})
  void oneIsFoundWhereverItIsWithinTheBoundOfPosts(int at) {
    run(400, i -> i == at);
    assertEquals(Set.of(at), convicted);
    assertEquals(399, taken);
    assertTrue(posts <= PoisonIsolation.MAX_POSTS, "posts: " + posts);
  }

  @Test
  void manySideBySideAreFound() {
    run(100, i -> i < 3 || i == 50 || i > 97);
    assertEquals(Set.of(0, 1, 2, 50, 98, 99), convicted);
    assertEquals(94, taken);
  }

  @Test
  void whereNothingIsTakenNobodyIsConvicted() {
    run(8, i -> true);
    assertEquals(Set.of(), convicted);
    assertEquals(8, work.unsettled());
    assertTrue(work.hasNext());
  }

  @Test
  void theBatchIsTriedAgainBeforeItIsHalved() {
    work.start(10);
    for (int i = 0; i < 3; i++) {
      work.takeNext(100);
      assertEquals(PoisonIsolation.Step.RETRY, work.serverError(3));
      assertFalse(work.isIsolating());
    }
    work.takeNext(100);
    assertEquals(PoisonIsolation.Step.GO_ON, work.serverError(3));
    work.takeNext(100);
    assertEquals(5, work.to() - work.from());
  }

  @Test
  void aFailureAfterASuspectSaysThatTheAgentIsIll() {
    work.start(2);
    work.takeNext(100);
    assertEquals(PoisonIsolation.Step.GO_ON, work.serverError(0));
    work.takeNext(100);
    assertEquals(PoisonIsolation.Step.GO_ON, work.serverError(0));
    work.takeNext(100);
    assertEquals(PoisonIsolation.Step.AGENT_ILL, work.serverError(0));
    assertEquals(2, work.unsettled());
  }

  @Test
  void anAgentThatIsIllByTurnsConvictsNobody() {
    work.start(400);
    Random random = new Random(1);
    boolean ill = false;
    int left = 0;
    while (work.unsettled() > 0) {
      if (left == 0) {
        ill = !ill;
        left = 2 + random.nextInt(30);
      }
      left--;
      if (!work.hasNext()) {
        boolean unused = work.nothingElseToSend();
      }
      work.takeNext(1 + random.nextInt(64));
      if (ill) {
        assertNotEquals(PoisonIsolation.Step.CONVICTED, work.serverError(0));
      } else {
        work.taken();
        work.agentIsWell();
      }
    }
  }

  @Test
  void aSuspectThatPassesItsTrialIsDelivered() {
    work.start(1);
    work.takeNext(100);
    assertEquals(PoisonIsolation.Step.GO_ON, work.serverError(0));
    assertFalse(work.hasNext());
    work.agentIsWell();
    work.takeNext(100);
    work.taken();
    assertEquals(0, work.unsettled());
  }

  @Test
  void theOldestThatIsNotBeingSentCanBeGivenUp() {
    work.start(10);
    work.takeNext(4);
    assertEquals(4, work.oldest().firstFrom());
    assertEquals(10, work.unsettled());
    work.putBack();
    assertEquals(0, work.oldest().firstFrom());
    work.oldest().cutFirst(4);
    work.oldest().cutFirst(1);
    assertEquals(5, work.oldest().firstFrom());
    assertEquals(5, work.unsettled());
    assertEquals(2, work.unsettledBefore(7));
  }
}
