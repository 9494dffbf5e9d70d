package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.ship.PoisonIsolation.Step;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoisonIsolationTest {
  private final PoisonIsolation work = new PoisonIsolation();
  private final Set<Integer> convicted = new TreeSet<>();
  private boolean isOnly;
  private boolean failing;
  private long requests;
  private int posts;
  private int longestFailing;
  private int inARow;

  /**
   * Sends what the order of sending would have, were there only this batch, to an agent that fails
   * over any piece with poison and over all while it is ill; until nothing is left, or so many
   * requests have failed in a row.
   */
  private void run(int count, IntPredicate poison, BooleanSupplier ill) {
    work.start(count);
    inARow = 0;
    while (work.unsettled() > 0 && inARow < 100) {
      take();
      posts++;
      boolean fails = ill.getAsBoolean();
      for (int i = work.from(); i < work.to(); i++) {
        fails |= poison.test(i);
      }
      failing = fails;
      if (fails) {
        inARow++;
        longestFailing = Math.max(longestFailing, inARow);
        if (work.serverError(0, requests) == Step.CONVICTED) {
          assertEquals(1, work.to() - work.from());
          convicted.add(work.from());
          work.settled();
        }
      } else {
        inARow = 0;
        requests++;
        work.taken();
      }
    }
  }

  private void take() {
    if (!failing && work.hasTrial(requests)) {
      work.takeTrial(requests);
    } else if (work.hasPieces() && failing && work.isIsolating()) {
      work.takeEvidence(32);
    } else if (work.hasPieces()) {
      work.takeNext(Integer.MAX_VALUE);
    } else {
      work.takeSuspect(isOnly);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 42, 199, 200, 250, 279, 312, 398, 399})
  void oneIsFoundByTrialsWithinTheBoundOfPosts(int at) {
    run(400, i -> i == at, () -> false);
    assertEquals(Set.of(at), convicted);
    assertEquals(0, work.unsettled());
    assertTrue(posts <= PoisonIsolation.MAX_POSTS, "posts: " + posts);
    assertTrue(longestFailing <= 3, "the breaker stays closed: " + longestFailing);
  }

  @Test
  void oneIsFoundWhereverItIs() {
    isOnly = true;
    for (int count = 2; count < 120; count++) {
      for (int at = 0; at < count; at++) {
        int poison = at;
        convicted.clear();
        run(count, i -> i == poison, () -> false);
        assertEquals(Set.of(at), convicted, "of " + count);
        assertEquals(0, work.unsettled());
      }
    }
  }

  @Test
  void manySideBySideAreFound() {
    run(400, i -> i == 3 || (i > 100 && i < 113) || i == 200, () -> false);
    assertEquals(
        Set.of(3, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 200), convicted);
    assertEquals(0, work.unsettled());
  }

  @Test
  void whereNothingIsTakenNobodyIsConvicted() {
    run(8, i -> true, () -> false);
    assertEquals(Set.of(), convicted);
    assertEquals(8, work.unsettled());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 9, 400})
  void whereTheAgentFallsIllAfterItTookSomethingNobodyIsConvicted(int count) {
    run(count, i -> false, () -> posts > 3);
    long unsettled = work.unsettled();
    assertTrue(unsettled < count, "it took something");
    run(count, i -> false, () -> posts != 6);
    assertEquals(Set.of(), convicted);
    assertTrue(work.unsettled() > 0);
  }

  @Test
  void anAgentThatIsIllByTurnsConvictsNobody() {
    for (int seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      int[] left = new int[1];
      boolean[] ill = new boolean[1];
      run(
          400,
          i -> false,
          () -> {
            if (left[0] == 0) {
              ill[0] = !ill[0];
              left[0] = 5 + random.nextInt(30);
            }
            left[0]--;
            return ill[0];
          });
      assertEquals(Set.of(), convicted, "seed " + seed);
      assertEquals(0, work.unsettled());
    }
  }

  @Test
  void theBatchIsTriedAgainBeforeItIsHalved() {
    work.start(6);
    for (int i = 0; i < 3; i++) {
      work.takeNext(100);
      assertEquals(Step.RETRY, work.serverError(3, 0));
      assertFalse(work.isIsolating());
    }
    work.takeNext(100);
    assertEquals(Step.GO_ON, work.serverError(3, 0));
    work.takeNext(100);
    assertEquals(3, work.to() - work.from());
  }

  @Test
  void aSuspectHasNoTrialBeforeSomethingWasTaken() {
    work.start(1);
    work.takeNext(100);
    assertEquals(Step.GO_ON, work.serverError(0, 7));
    assertFalse(work.hasTrial(7));
    for (int i = 0; i < 10; i++) {
      work.takeSuspect(true);
      assertEquals(Step.RETRY, work.serverError(0, 7));
    }
    for (int taken = 8; taken < 10; taken++) {
      assertTrue(work.hasTrial(taken));
      work.takeTrial(taken);
      assertEquals(Step.GO_ON, work.serverError(0, taken));
      assertFalse(work.hasTrial(taken));
    }
    work.takeTrial(10);
    assertEquals(Step.CONVICTED, work.serverError(0, 10));
    work.putBack();
    work.takeTrial(11);
    assertEquals(Step.CONVICTED, work.serverError(0, 11), "should the first not have been settled");
  }

  @Test
  void aSuspectThatPassesItsTrialIsSettled() {
    work.start(1);
    work.takeNext(100);
    assertEquals(Step.GO_ON, work.serverError(0, 0));
    assertFalse(work.hasPieces());
    work.takeTrial(1);
    work.taken();
    assertEquals(0, work.unsettled());
  }

  @Test
  void theOldestThatIsNotBeingSentCanBeGivenUp() {
    work.start(10);
    work.takeNext(4);
    assertEquals(4, work.oldest().from(0));
    assertEquals(10, work.unsettled());
    work.putBack();
    assertEquals(0, work.oldest().from(0));
    work.oldest().cut(0, 4);
    work.oldest().cut(0, 1);
    assertEquals(5, work.oldest().from(0));
    assertEquals(5, work.unsettled());
    assertEquals(2, work.unsettledBefore(7));
  }
}
