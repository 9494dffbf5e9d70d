package io.watchlog.tracer.examples.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the model server does with a prompt. Pure: the same seed and prompt give the same scene, so
 * a run fails for the same requests each time, whatever the threads do.
 */
final class ModelScript {
  private static final int FAIL_PERCENT = 4;
  private static final int HANG_PERCENT = 2;
  private static final List<String> WORDS =
      List.of("a", "short", "answer", "that", "says", "what", "was", "asked", "and", "no", "more");

  private final long seed;

  ModelScript(long seed) {
    this.seed = seed;
  }

  /** How a call ends: with an answer, with a 500, or never. */
  enum Act {
    ANSWER,
    FAIL,
    HANG
  }

  /**
   * One call.
   *
   * @param act how it ends
   * @param firstWordMs how long the model thinks
   * @param words what it says, one chunk each
   */
  record Scene(Act act, int firstWordMs, List<String> words) {}

  Scene sceneFor(String prompt) {
    SplittableRandom random = new SplittableRandom(seed * 31 + prompt.hashCode());
    int percent = random.nextInt(100);
    Act act =
        percent < FAIL_PERCENT
            ? Act.FAIL
            : percent < FAIL_PERCENT + HANG_PERCENT ? Act.HANG : Act.ANSWER;
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(3, 12); i > 0; i--) {
      words.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    return new Scene(act, random.nextInt(2, 30), words);
  }
}
