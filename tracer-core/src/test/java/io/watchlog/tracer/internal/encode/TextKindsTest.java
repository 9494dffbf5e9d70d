package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.watchlog.tracer.internal.metrics.Counters;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a text knows of every character that is not written as it is, wherever parts of it end. */
final class TextKindsTest {
  private final Redaction redaction =
      new Redaction(EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, new Counters());
  private final Encoding encoding =
      new Encoding(8_192, true, EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, 1 << 20);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password:\thunter2",
        "password: \"hunter2 unclosed",
        "postgres://\u00fcrgen:hunter2@db/app",
        "token =>\t\uD83D\uDE00 x",
        "Bearer abc123def456 \u00e9",
        "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\t"
      })
  void everyKindIsSeenAtEveryPlace(String text) {
    for (int before = 0; before < 2 * Suspects.MAX_PART + 16; before++) {
      String given = "x".repeat(before) + " " + text;
      Text seen = redaction.builtIn(given, 4_096);
      String kept = seen.toString();
      boolean isPlain = kept.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\');
      assertFalse(!isPlain && seen.isPlainAscii(), given);
      boolean isEscaped = kept.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\');
      assertFalse(isEscaped && !seen.hasEscaped(), given);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_014, 1_018, 1_024})
  void whatIsWrittenParsesWhereAValueBeginsBehindAPart(int before) {
    String given = "x".repeat(before) + " password:\thunter2";
    assertEquals(
        "x".repeat(before) + " password:\t[REDACTED]", StrictJson.parse(encoding.wireInput(given)));
    assertEquals(
        List.of("x".repeat(before) + " password:\t[REDACTED]"),
        encoding.readInput(new Object[] {given}));
  }
}
