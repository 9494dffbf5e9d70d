package io.watchlog.tracer.internal.http;

/**
 * What an agent said to a POST.
 *
 * @param status the HTTP status of the final head, never 1xx
 * @param skipped of a good answer, how many spans the agent says to have skipped; 0 where it says
 *     nothing readable
 * @param retryAfterMs the {@code Retry-After} header in milliseconds, or -1
 * @param text of any other answer, the beginning of its body, at most {@link #MAX_TEXT_CHARS}
 */
public record AgentAnswer(int status, long skipped, long retryAfterMs, String text) {
  /** The length of a text that may have been longer. */
  public static final int MAX_TEXT_CHARS = 512;
}
