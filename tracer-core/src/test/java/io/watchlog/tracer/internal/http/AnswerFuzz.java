package io.watchlog.tracer.internal.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.fuzz.FuzzInput;

/** Fuzz target: whatever an agent answers is read as something, within the bounds of it. */
public final class AnswerFuzz {
  private static final long DAY_NS = 86_400_000_000_000L;

  private AnswerFuzz() {}

  /** What the fuzzer, or the replay of its corpus, calls. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzInput in = new FuzzInput(bytes);
    long nowMs = in.number() >>> 20;
    String retryAfter = in.text(100);
    String keepAlive = in.text(100);
    byte[] body = in.rest();
    int length = body.length - in.below(Math.min(8, body.length) + 1);
    assertTrue(AnswerParser.skipped(body, length) >= 0);
    assertTrue(AnswerParser.retryAfterMs(retryAfter, nowMs) >= -1);
    long idleNs = AnswerParser.keepAliveNs(keepAlive);
    assertTrue(idleNs >= 0 && idleNs <= DAY_NS);
    assertTrue(AnswerParser.text(body, length).length() <= AgentAnswer.MAX_TEXT_CHARS);
  }
}
