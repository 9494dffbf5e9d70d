package io.watchlog.tracer.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {
  @ParameterizedTest
  @CsvSource({
    "200, TAKEN",
    "201, TAKEN",
    "204, TAKEN",
    "301, MISCONFIGURED",
    "304, MISCONFIGURED",
    "400, REFUSED",
    "401, MISCONFIGURED",
    "403, MISCONFIGURED",
    "404, MISCONFIGURED",
    "405, MISCONFIGURED",
    "408, BUSY",
    "413, TOO_LARGE",
    "415, REFUSED",
    "418, REFUSED",
    "422, REFUSED",
    "429, BUSY",
    "500, SERVER_ERROR",
    "501, BUSY",
    "502, BUSY",
    "503, BUSY",
    "504, BUSY",
    "599, BUSY",
    "600, MISCONFIGURED",
    "99, MISCONFIGURED",
    "0, MISCONFIGURED"
  })
  void aStatusHasOneMeaning(int status, Outcome outcome) {
    assertEquals(outcome, AnswerClassifier.classify(status));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\":\"ok\",\"received\":9,\"skipped\":3} | 3",
        "{\"a\":{\"skipped\":7},\"b\":[{\"skipped\":8}],\"skipped\":2} | 2",
        "{\"status\":\"ok\"} | 0",
        "{\"skipped\":-4} | 0",
        "{\"skipped\":\"5\"} | 0",
        "{\"skipped\":1.5} | 0",
        "{\"skipped\":99999999999999999999} | 0",
        "{\"skipped\": | 0",
        "[{\"skipped\":1}] | 0",
        "<html> | 0",
        "'' | 0"
      })
  void skippedIsReadOrNothing(String body, long skipped) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    assertEquals(skipped, AnswerParser.skipped(bytes, bytes.length));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 5000",
        " 7 | 7000",
        "0 | 0",
        "9000000000 | 9000000000000",
        "99999999999999999999999 | 9223372036854775807",
        "9e9 | -1",
        "-3 | -1",
        "soon | -1",
        "'' | -1",
        "Sun, 06 Nov 1994 08:49:47 GMT | 10000",
        "Sun, 06 Nov 1994 08:49:07 GMT | 0",
        "Sat, 06 Nov 2094 08:49:07 GMT | 3155759970000",
        "Sun, 99 Nov 1994 08:49:37 GMT | -1"
      })
  void retryAfterIsSecondsOrADateOrNothing(String header, long expectedMs) {
    assertEquals(expectedMs, AnswerParser.retryAfterMs(header, 784_111_777_000L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "timeout=5 | 4",
        "max=100, timeout = 10 | 9",
        "Timeout=1 | 0",
        "timeout=0 | 0",
        "timeout=x | 3",
        "timeout=99999999999999999999 | 86399",
        "max=3 | 3",
        "none | 3"
      })
  void keepAliveIsWhatWasAdvertisedLessASecond(String header, long seconds) {
    assertEquals(seconds * 1_000_000_000L, AnswerParser.keepAliveNs(header));
  }

  @Test
  void aLongTextIsCut() {
    byte[] bytes = "ä".repeat(5000).getBytes(StandardCharsets.UTF_8);
    assertEquals("ä".repeat(512), AnswerParser.text(bytes, bytes.length));
  }
}
