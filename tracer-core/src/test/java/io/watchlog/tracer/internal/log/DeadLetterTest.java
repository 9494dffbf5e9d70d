package io.watchlog.tracer.internal.log;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.ReceivedSpan;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {
  private static final Instant TIME = Instant.parse("2026-11-26T11:35:15.208Z");

  private static String line(String answer, byte[] span) {
    byte[] line = DeadLetter.line(TIME, 400, answer, span);
    assertTrue(line.length <= DeadLetter.MAX_LINE_BYTES, () -> line.length + " bytes");
    String text = new String(line, UTF_8);
    assertEquals(text.length() - 1, text.indexOf('\n'), "one line");
    return text.strip();
  }

  private static Map<?, ?> fields(String line) {
    return (Map<?, ?>) ReceivedSpan.parse(line);
  }

  private static DeadLetter parsed(String line) {
    return DeadLetter.parse(line.getBytes(UTF_8));
  }

  @Test
  void aLetterHasTheTimeTheStatusTheAnswerAndTheSpanAsItIs() {
    String span = "{\"spanId\":\"span-1\",\"input\":\"\\\"é\\\"\",\"duration\":1.50}";
    String line = line("say \"why\"\n", span.getBytes(UTF_8));
    assertEquals(
        "{\"deadLetter\":1,\"time\":\"2026-11-26T11:35:15.208Z\",\"status\":400,"
            + "\"answer\":\"say \\\"why\\\"\\n\",\"span\":"
            + span
            + "}",
        line);
    DeadLetter letter = parsed(line);
    long bytes = span.getBytes(UTF_8).length;
    assertEquals(new DeadLetter(TIME.toString(), 400, "say \"why\"\n", span, bytes), letter);
    assertFalse(letter.isCut());
    assertEquals("span-1", letter.spanField("spanId"));
    assertEquals("", letter.spanField("name"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aSpanThatIsTooLargeIsCutBetweenCharacters(int shift) {
    String span = "{\"spanId\":\"s1\",\"p\":\"" + "x".repeat(shift) + "😀".repeat(260_000) + "\"}";
    byte[] bytes = span.getBytes(UTF_8);
    String line = line("too large", bytes);
    assertEquals((long) bytes.length, fields(line).get("spanBytes"));
    DeadLetter letter = parsed(line);
    assertTrue(letter.isCut());
    assertTrue(span.startsWith(letter.span()));
    int kept = letter.span().getBytes(UTF_8).length;
    assertTrue(kept > DeadLetter.MAX_TEXT_BYTES - 4 && kept <= DeadLetter.MAX_TEXT_BYTES);
    assertEquals("s1", letter.spanField("spanId"));
    assertEquals("", letter.spanField("name"));
  }

  @Test
  void aSpanThatJustFitsIsWhole() {
    int envelope = line("", "{}".getBytes(UTF_8)).length() + 1 - 2;
    byte[] span = new byte[DeadLetter.MAX_LINE_BYTES - envelope];
    Arrays.fill(span, (byte) ' ');
    span[0] = '{';
    span[span.length - 1] = '}';
    assertTrue(fields(line("", span)).containsKey("span"));
    byte[] longer = Arrays.copyOf(span, span.length + 1);
    longer[span.length] = ' ';
    assertFalse(fields(line("", longer)).containsKey("span"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "broken",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":\n1}",
        "{\"a\":\r1}",
        "[1]",
        "{\"\u0001\":1}"
      })
  void whatIsNoObjectOnOneLineIsKeptAsAText(String span) {
    DeadLetter letter = parsed(line("", span.getBytes(UTF_8)));
    assertEquals(span, letter.span());
    assertFalse(letter.isCut());
  }

  @Test
  void anObjectInAnotherEncodingIsKeptAsAText() {
    for (Charset other : List.of(UTF_16, UTF_16BE, UTF_16LE, Charset.forName("UTF-32"))) {
      byte[] span = "{\"a\":1}".getBytes(other);
      DeadLetter letter = parsed(line("answer", span));
      assertEquals(new String(span, UTF_8), letter.span());
      assertNull(DeadLetter.parse(line("answer", span).strip().getBytes(other)));
    }
  }

  @Test
  void textsThatAreNoUnicodeGiveALineAllTheSame() {
    assertEquals("?", parsed(line("\ud83d", new byte[] {'{', '}'})).answer());
    byte[] span = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    assertEquals("{\"\ufffd\":1}", parsed(line("", span)).span());
  }

  @Test
  void whatALaterVersionAddsIsPassedOver() {
    DeadLetter letter =
        parsed("{\"deadLetter\":2,\"more\":[{}],\"status\":\"413\",\"span\":{\"spanId\":7}}");
    assertEquals(new DeadLetter("", 413, "", "{\"spanId\":7}", 12), letter);
    assertEquals("7", letter.spanField("spanId"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"status\":400,\"span\":{}}",
        "{\"deadLetter\":1,\"span\":7}",
        "{\"deadLetter\":1,\"span\":{}",
        "{\"deadLetter\":1,\"span\":{}}}",
        "{\"deadLetter\":1,\"status\":99999999999999999999,\"span\":{}}"
      })
  void otherLinesAreNoLetters(String line) {
    assertNull(parsed(line));
  }
}
