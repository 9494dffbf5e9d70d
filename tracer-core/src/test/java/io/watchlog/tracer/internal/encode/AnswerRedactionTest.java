package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerRedactionTest {
  private static String redacted(String answer, String... headerValues) {
    return cutRedacted(answer, 512, headerValues);
  }

  private static String cutRedacted(String answer, int maxChars, String... headerValues) {
    return new AnswerRedaction(
            EncoderSettings.DEFAULT_SENSITIVE_FIELDS, List.of(headerValues), maxChars)
        .apply(answer);
  }

  @Test
  void anEchoedRequestIsRedactedByTheRulesForTexts() {
    assertEquals(
        "refused:\nAuthorization: [REDACTED]\nAccept: */*",
        redacted("refused:\nAuthorization: Bearer abcdef0123456789\nAccept: */*"));
    assertEquals(
        "{\"error\":\"no\",\"api_key\":\"[REDACTED]\"}",
        redacted("{\"error\":\"no\",\"api_key\":\"k1\"}"));
  }

  @Test
  void theUsersSensitiveFieldsAreKnown() {
    AnswerRedaction redaction = new AnswerRedaction(List.of("tenant"), List.of(), 512);
    assertEquals("tenant=[REDACTED] of 3", redaction.apply("tenant=acme of 3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no route for gw-12/345\"6|no route for [REDACTED]",
        "{\"key\":\"gw-12/345\\\"6\"}|{\"key\":\"[REDACTED]\"}",
        "{\"key\":\"gw-12\\/345\\\"6\"}|{\"key\":\"[REDACTED]\"}",
        "twice gw-12/345\"6, gw-12/345\"6|twice [REDACTED], [REDACTED]",
        "X-Gateway: gw-12/345\"6!|X-Gateway: [REDACTED]!"
      })
  void theValueOfAHeaderIsFoundAsItIsAndEscaped(String answer, String expected) {
    assertEquals(expected, redacted(answer, "gw-12/345\"6"));
  }

  @Test
  void theCredentialsOfAHeaderAreFoundWithoutTheirScheme() {
    assertEquals(
        "who is [REDACTED]?", redacted("who is dXNlcjpwYXNz?", "Custom dXNlcjpwYXNz; v=1"));
  }

  @Test
  void theLongerOfTwoValuesIsReplacedFirst() {
    assertEquals("[REDACTED]", redacted("12345678-90", "12345678", "12345678-90"));
  }

  @Test
  void whatTheCutLeavesUndecidedIsRedacted() {
    assertEquals("bad key [REDACTED]", cutRedacted("bad key abcdefgh", 16, "abcdefghijklm"));
    assertEquals("bad key abcdefgh", cutRedacted("bad key abcdefgh", 17, "abcdefghijklm"));
    assertEquals("sent Bearer [REDACTED]", cutRedacted("sent Bearer abc", 15));
    assertEquals("sent Bearer abc", cutRedacted("sent Bearer abc", 16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Payload Too Large", "too many tokens: 9 of 8", "é \ud83d\ude00"})
  void whatIsNoSecretStays(String answer) {
    assertEquals(answer, redacted(answer, "abcdefghijklm", "eu", ""));
  }

  @Test
  void halfAPairIsLeftOutAtTheCutAndReplacedElsewhere() {
    assertEquals("so ", cutRedacted("so \ud83d", 4));
    assertEquals("so \ufffd", redacted("so \ud83d"));
  }
}
