package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.log.DeadLetterFiles;
import io.watchlog.tracer.internal.span.WallClock;
import java.io.IOException;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * The spans that the agent refused for good, each with the answer it got. Redacts the answer: the
 * spans are already. Sender thread only.
 */
public final class DeadLetters {
  private static final String REDACTED = "[REDACTED]";

  private final DeadLetterFiles files;
  private final UnaryOperator<String> redaction;
  private final WallClock clock;

  /** Letters into a file, with what the redaction leaves of the answers' texts. */
  public DeadLetters(DeadLetterFiles files, UnaryOperator<String> redaction, WallClock clock) {
    this.files = files;
    this.redaction = redaction;
    this.clock = clock;
  }

  /** Keeps a span; where the redaction throws, without the answer, and then hands that on. */
  void add(byte[] span, int status, String answer) throws IOException {
    String kept = REDACTED;
    try {
      kept = redaction.apply(answer);
    } finally {
      files.append(Instant.ofEpochMilli(clock.epochMs()), status, kept, span);
    }
  }
}
