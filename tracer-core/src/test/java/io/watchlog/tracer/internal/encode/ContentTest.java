package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.span.SpanError;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a text on its way to {@code input}: quotes, cuts, surrogates, the user's
 * redactor.
 */
final class ContentTest {
  private static final String MARK = "...[TRUNCATED]";
  private final Encoding encoding = new Encoding();

  @Test
  void controlCharactersAreEscapedAsPythonDoesIt() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x20; c++) {
      all.append(c);
    }
    all.append("\"\\/\u007F\u0085\u2028\u2029é");
    assertEquals(
        "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n"
            + "\\u000b\\f\\r"
            + "\\u000e\\u000f"
            + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b"
            + "\\u001c\\u001d\\u001e\\u001f\\\"\\\\/\u007F\u0085\u2028\u2029é\"",
        encoding.wireInput(all.toString()));
  }

  @Test
  void F18_everyCharacterComesBackFromAnotherParserWhereverItStood() {
    Encoding wide = new Encoding(2_000, true, List.of(), null, 1 << 20);
    for (int from = 0; from <= Character.MAX_VALUE; from += 128) {
      StringBuilder all = new StringBuilder();
      for (int c = from; c < from + 128; c++) {
        all.append((char) c).append('.'); // no two halves of a pair meet
      }
      String text = all.toString();
      String expected = text.replaceAll("[\uD800-\uDFFF]", "\uFFFD");
      SpanFields span = Encoding.metadata(text, text, "nested", Map.of(text, List.of(text)));
      span.name = text;
      span.model = text;
      span.input = text;
      span.output = ValueSnapshot.of(List.of(text), 1 << 20, () -> {});
      span.error = new SpanError(null, text);
      span.set = SpanFields.INPUT | SpanFields.OUTPUT | SpanFields.MODEL;
      Map<String, Object> wire = wide.wire(span);
      assertEquals(expected, wire.get("name"));
      assertEquals(expected, wire.get("model"));
      assertEquals(expected, StrictJson.parse((String) wire.get("input")));
      @SuppressWarnings("unchecked")
      Map<String, Object> metadata = (Map<String, Object>) wire.get("metadata");
      assertEquals(expected, metadata.get(expected));
      assertEquals(Map.of(expected, List.of(expected)), metadata.get("nested"));
      assertEquals(expected, metadata.get("error.message"));
      assertEquals(List.of(expected), StrictJson.parse((String) metadata.get("output")));
    }
  }

  @Test
  void F18_loneSurrogatesAreReplacedAndPairsStay() {
    assertEquals("\"a\uFFFDb\"", encoding.wireInput("a\uD83Db"));
    assertEquals("\"\uFFFD\uFFFD\"", encoding.wireInput("\uDE00\uD83D"));
    assertEquals("\"\uFFFD\uD83D\uDE00\uFFFD\"", encoding.wireInput("\uD83D\uD83D\uDE00\uDE00"));
    assertEquals("é\uFFFD", encoding.wireMetadata(Encoding.metadata("k", "é\uD83D")).get("k"));
    assertTrue(encoding.wireMetadata(Encoding.metadata("k\uD83D", 1)).containsKey("k\uFFFD"));
  }

  @Test
  void aCutNeverSplitsASurrogatePair() {
    for (int before = 250; before < 260; before++) {
      String text = "x".repeat(before) + "\uD83D\uDE00".repeat(20);
      String sent = encoding.wireInput(text);
      String kept = sent.substring(0, sent.length() - MARK.length());
      assertTrue(sent.endsWith(MARK));
      assertTrue(kept.length() == 256 || kept.length() == 255, sent);
      assertTrue(("\"" + text).startsWith(kept));
    }
  }

  @Test
  void theCutCountsTheCharactersOfTheJsonText() {
    for (String unit : List.of("a", "é", "\n", "\u0001", "\"")) {
      for (int length = 1; length <= 300; length++) {
        String json = python(unit.repeat(length));
        String expected = json.length() <= 256 ? json : json.substring(0, 256) + MARK;
        assertEquals(expected, encoding.wireInput(unit.repeat(length)));
      }
    }
  }

  @Test
  void anyTextIsItsJsonTextCutToItsLimit() {
    List<String> units =
        List.of("a", "be-", " ", "é", "漢", "\uD83D\uDE00", "\n", "\u0001", "\"", "\\", "x: y");
    Random random = new Random(11);
    for (int max : List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 31, 256, 5_000)) {
      Encoding limited = new Encoding(max, true, List.of(), null, 1 << 20);
      for (int i = 0; i < 60; i++) {
        int kinds = 1 + random.nextInt(units.size());
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(max + 10); length > 0; length--) {
          text.append(units.get(random.nextInt(kinds)));
        }
        String json = python(text.toString());
        int kept = Math.min(max, json.length());
        if (kept < json.length() && Character.isHighSurrogate(json.charAt(kept - 1))) {
          kept--;
        }
        String expected = json.length() <= max ? json : json.substring(0, kept) + MARK;
        assertEquals(expected, limited.wireInput(text.toString()));
      }
    }
  }

  @Test
  void anyLimitHolds() {
    for (int max = 1; max < 40; max++) {
      Encoding limited = new Encoding(max, true, List.of(), null, 1 << 20);
      for (Object value :
          List.of(
              "plain text here",
              "é".repeat(50),
              ValueSnapshot.of(List.of("a", 1, Map.of("k", "v")), 100, () -> {}))) {
        String sent = limited.wireInput(value);
        assertTrue(sent.length() <= max || sent.endsWith(MARK), sent);
        assertTrue(sent.length() <= max + MARK.length(), sent);
      }
    }
  }

  @Test
  void aSecretThatTheCutWouldSplitLeavesNoPart() {
    for (int before = 200; before < 300; before++) {
      String sent =
          encoding.wireInput(
              "x".repeat(before) + " password=\"S3CR" + "3T".repeat(1000) + "\" rest");
      assertFalse(sent.contains("S3"), sent);
      sent = encoding.wireInput("x".repeat(before) + " token=S3CR" + "3T".repeat(4000));
      assertFalse(sent.contains("S3"), sent);
      sent = encoding.wireInput("x".repeat(before) + " sk-S3CR" + "3T".repeat(4000));
      assertFalse(sent.contains("S3"), sent);
    }
  }

  @Test
  void aTextThatWasCutByTheSetterIsMarkedEvenWhereRedactionShortensIt() {
    String text = "password=" + "x".repeat(256 + 4096 - 9);
    assertEquals("\"password=[REDACTED]" + MARK, encoding.wireInput(text));
    assertEquals("\"password=[REDACTED]" + MARK, encoding.wireInput(text + "more"));
    assertEquals(
        "\"password=[REDACTED] ok\"", encoding.wireInput("password=" + "x".repeat(3000) + " ok"));
  }

  @Test
  void theUsersRedactorComesAfterTheBuiltInAndBeforeTheCut() {
    Encoding mine =
        Encoding.withRedactor((field, text) -> field + "|" + text.replace("Bob", "<name>"));
    assertEquals("\"input|<name>, password=[REDACTED]\"", mine.wireInput("Bob, password=hunter2"));
    assertEquals("k|<name>", mine.wireMetadata(Encoding.metadata("k", "Bob")).get("k"));
    String sent = mine.wireInput("x".repeat(246) + "Bob".repeat(100));
    assertFalse(sent.contains("Bo"), sent);
    Object list = ValueSnapshot.of(List.of("Bob", 1), 4352, () -> {});
    assertEquals("input|[\"<name>\",1]", mine.wireInput(list));
    assertEquals(
        List.of("k|<name>"), mine.wireMetadata(Encoding.metadata("k", List.of("Bob"))).get("k"));
  }

  @Test
  void aRedactorThatFailsHidesTheField() {
    for (Encoding failing :
        List.of(
            Encoding.withRedactor((field, text) -> null),
            Encoding.withRedactor(
                (field, text) -> {
                  throw new IllegalStateException("played");
                }),
            Encoding.withRedactor(
                (field, text) -> {
                  throw new AssertionError("played");
                }))) {
      assertEquals("\"[REDACTED]\"", failing.wireInput("Bob"));
      assertEquals("\"[REDACTED]\"", failing.wireInput("Bob".repeat(10_000)));
      assertEquals("\"[REDACTED]\"", failing.wireInput(new Object[] {"Bob"}));
      assertEquals("[REDACTED]", failing.wireMetadata(Encoding.metadata("k", "Bob")).get("k"));
      assertEquals(4, failing.count(Counter.REDACTOR_FAILURES));
    }
  }

  @Test
  void whateverIsSentParsesStrictly() {
    Random random = new Random(42);
    String[] parts = {
      "a",
      " ",
      "\"",
      "\\",
      "\n",
      "\u0000",
      "\uD83D",
      "\uDE00",
      "é",
      "\u2028",
      "password",
      "=",
      ":",
      "token",
      "{",
      "}",
      "[",
      "]",
      "'",
      "sk-",
      "abc123xyz789",
      "Bearer ",
      "eyJ",
      ".",
      "-----BEGIN PRIVATE KEY-----",
      "Authorization",
      ",",
      "\uD83D\uDE00",
      "\r\n",
      "x".repeat(100),
      "AKIA",
      "ghp_",
      "_",
      "-",
      "\u007F"
    };
    Encoding shaken =
        new Encoding(64, true, EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, 1 << 20);
    Encoding mine =
        new Encoding(64, true, EncoderSettings.DEFAULT_SENSITIVE_FIELDS, (f, t) -> t + t, 1 << 20);
    for (int i = 0; i < 5_000; i++) {
      Object value = value(random, parts, 0);
      Object snapshot = ValueSnapshot.of(value, 64 + 4096, () -> {});
      String sent = shaken.wireInput(snapshot);
      if (!sent.endsWith(MARK)) {
        StrictJson.parse(sent);
      }
      mine.wire(Encoding.input(snapshot));
      shaken.wire(Encoding.metadata(text(random, parts), snapshot));
      var named = Encoding.span();
      named.name = text(random, parts) + "n";
      shaken.wire(named);
    }
  }

  @Test
  void longTextsOfPairsAreNotTornByBuffers() {
    Encoding wide = new Encoding(20_000, true, List.of(), null, 1 << 20);
    for (int shift = 0; shift < 4; shift++) {
      String text = "x".repeat(shift) + "\uD83D\uDE00".repeat(9_000);
      assertEquals(text, wide.readInput(text));
    }
  }

  private static Object value(Random random, String[] parts, int depth) {
    return switch (depth > 3 ? 0 : random.nextInt(6)) {
      case 1 -> random.nextLong();
      case 2 -> random.nextGaussian();
      case 3 -> Collections.singletonMap(text(random, parts), value(random, parts, depth + 1));
      case 4 ->
          new Object[] {value(random, parts, depth + 1), null, value(random, parts, depth + 1)};
      default -> text(random, parts);
    };
  }

  private static String text(Random random, String[] parts) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  private static String python(String text) {
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\u0001", "\\u0001")
        + '"';
  }
}
