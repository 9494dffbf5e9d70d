package io.watchlog.tracer.internal.encode;

import static io.watchlog.tracer.internal.encode.EncoderSettings.DEFAULT_SENSITIVE_FIELDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanError;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanOrigin;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpanEncoderTest {
  private final Encoding encoding = new Encoding();

  @Test
  void idsAreUuidsInLowerCaseOrTheTextThatCameFromOutside() {
    SpanFields span = Encoding.span();
    assertEquals(encoding.traceIds.text("trace-", span.traceNumber), wire(span).get("traceId"));
    assertEquals(encoding.spanIds.text("span-", span.spanNumber), wire(span).get("spanId"));
    assertNull(wire(span).get("parentId"));
    span.parentNumber = 7;
    assertEquals(encoding.spanIds.text("span-", 7), wire(span).get("parentId"));
    span.origin = new SpanOrigin("elsewhere \"1\"", "span-é");
    assertEquals("elsewhere \"1\"", wire(span).get("traceId"));
    assertEquals("span-é", wire(span).get("parentId"));
  }

  @Test
  void aNameThatComesAgainIsWrittenAsItWasTheFirstTime() {
    for (String name : List.of("call", "a \"b\" \\ \n é", "\uD83D\uDE00", "x".repeat(129), "")) {
      for (int i = 0; i < 4; i++) {
        SpanFields span = Encoding.span();
        span.name = name;
        assertEquals(name, wire(span).get("name"));
      }
    }
    for (int i = 0; i < 4; i++) {
      SpanFields span = Encoding.span();
      span.name = "half \uD83D";
      assertEquals("half \uFFFD", wire(span).get("name"));
    }
  }

  @Test
  void theEndIsTheStartAndTheElapsedTime() {
    SpanFields span = Encoding.span();
    span.wallOffsetNs = 1_790_000_000_999_999_000L;
    assertEquals("2026-09-21T14:13:21.000000+00:00", wire(span).get("startTime"));
    assertEquals("2026-09-21T14:13:21.002000+00:00", wire(span).get("endTime"));
    assertEquals(new BigDecimal(2), wire(span).get("duration"));
    assertEquals(1_790_000_001_002L, encoding.encoder.endTimeMs(span));
  }

  @Test
  void theStatusIsTimeoutOnlyOverTheLimit() {
    SpanFields span = Encoding.span();
    span.endNs = span.startNs + 10_000_000_000L;
    assertEquals("Success", wire(span).get("status"));
    span.endNs++;
    assertEquals("Timeout", wire(span).get("status"));
    span.error = new SpanError(null, "");
    assertEquals("Error", wire(span).get("status"));
  }

  @Test
  void anErrorBlanksTheOutputAndKeepsItInMetadata() {
    SpanFields span = Encoding.metadata("feature", "chat", "output", "the user's own");
    span.error = new SpanError("java.io.IOException", "refused, token=abcdef");
    span.output = "half an answer";
    span.set = SpanFields.OUTPUT;
    span.endedBy = "send";
    Map<String, Object> wire = wire(span);
    assertEquals("", wire.get("output"));
    assertEquals("Error", wire.get("status"));
    Map<String, Object> metadata = encoding.wireMetadata(span);
    assertEquals(
        List.of(
            "feature",
            "step",
            "promptVersion",
            "userId",
            "label",
            "output",
            "endedBy",
            "error.type",
            "error.message"),
        List.copyOf(metadata.keySet()));
    assertEquals("\"half an answer\"", metadata.get("output"));
    assertEquals("java.io.IOException", metadata.get("error.type"));
    assertEquals("refused, token=[REDACTED]", metadata.get("error.message"));
    assertEquals("send", metadata.get("endedBy"));
  }

  @Test
  void anErrorWithoutOutputSendsNoneInMetadata() {
    SpanFields span = Encoding.span();
    span.error = new SpanError(null, "boom");
    assertEquals("", wire(span).get("output"));
    assertFalse(encoding.wireMetadata(span).containsKey("output"));
    assertFalse(encoding.wireMetadata(span).containsKey("error.type"));
  }

  @Test
  void aKeyAppearsOnceTheLibrarysOverAttributesOverMetadata() {
    SpanFields span = Encoding.metadata("region", "eu", "label", "m", "inputTokens", "mine");
    span.attributes = Attribute.with(null, "a", 1L);
    span.attributes = Attribute.with(span.attributes, "label", "first");
    span.attributes = Attribute.with(span.attributes, "a", 2.5);
    span.attributes = Attribute.with(span.attributes, "label", true);
    span.attributes = Attribute.with(span.attributes, "z", "last");
    span.attributes = Attribute.with(span.attributes, "outputTokens", "mine");
    span.tokens = 7;
    span.outputTokens = 4;
    span.set = SpanFields.TOKENS;
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("feature", "");
    expected.put("step", "");
    expected.put("promptVersion", "");
    expected.put("userId", "");
    expected.put("label", true);
    expected.put("region", "eu");
    expected.put("inputTokens", new BigDecimal(3));
    expected.put("a", new BigDecimal("2.5"));
    expected.put("z", "last");
    expected.put("outputTokens", new BigDecimal(4));
    assertSame(expected, encoding.wireMetadata(span));
  }

  @Test
  void whatASpanAddsFollowsSharedMetadataWhereNoKeyMeets() {
    SpanFields span = Encoding.metadata("region", "eu");
    span.attributes = Attribute.with(Attribute.with(null, "b", 1L), "a", "x");
    span.endedBy = "timeout";
    Map<String, Object> expected = new LinkedHashMap<>();
    for (String key : List.of("feature", "step", "promptVersion", "userId", "label")) {
      expected.put(key, "");
    }
    expected.put("region", "eu");
    expected.put("b", BigDecimal.ONE);
    expected.put("a", "x");
    expected.put("endedBy", "timeout");
    assertSame(expected, encoding.wireMetadata(span));
    span.attributes = null;
    span.endedBy = null;
    expected.keySet().removeAll(List.of("a", "b", "endedBy"));
    assertSame(expected, encoding.wireMetadata(span));
  }

  @Test
  void metadataKeepsTheTypesOfItsValues() {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("list", Arrays.asList(1, "two", null, 3.5));
    nested.put("dbPassword", 12345);
    SpanFields span =
        Encoding.metadata(
            "n",
            7,
            "nothing",
            null,
            "yes",
            true,
            "nested",
            nested,
            "pi",
            Math.PI,
            "big",
            BigInteger.TEN.pow(50),
            "api_key",
            99);
    Map<String, Object> metadata = encoding.wireMetadata(span);
    assertEquals(new BigDecimal(7), metadata.get("n"));
    assertTrue(metadata.containsKey("nothing"));
    assertNull(metadata.get("nothing"));
    assertEquals(true, metadata.get("yes"));
    assertEquals(Math.PI, ((BigDecimal) metadata.get("pi")).doubleValue());
    assertEquals(new BigDecimal(BigInteger.TEN.pow(50)), metadata.get("big"));
    assertEquals("[REDACTED]", metadata.get("api_key"));
    assertEquals(
        Map.of(
            "list",
            Arrays.asList(new BigDecimal(1), "two", null, new BigDecimal("3.5")),
            "dbPassword",
            "[REDACTED]"),
        metadata.get("nested"));
  }

  @Test
  void sharedMetadataIsRedactedByEachTracersOwnRules() {
    Encoding other = new Encoding(256, true, List.of("city"), null, 1 << 20);
    SpanFields span = Encoding.metadata("city", "Oslo", "secret", "s3cret");
    for (int i = 0; i < 3; i++) {
      assertEquals("Oslo", encoding.wireMetadata(span).get("city"));
      assertEquals("[REDACTED]", encoding.wireMetadata(span).get("secret"));
      assertEquals("[REDACTED]", other.wireMetadata(span).get("city"));
      assertEquals("s3cret", other.wireMetadata(span).get("secret"));
    }
  }

  @Test
  void whatWasReplacedOrCutInMetadataIsCountedWhenItIsFirstUsed() {
    SpanFields span = Encoding.span();
    span.metadata = new SpanAttributes(new String[] {"k"}, new Object[] {"v"}, 3, 2);
    wire(span);
    wire(span);
    assertEquals(3, encoding.count(Counter.INVALID_VALUES));
    assertEquals(2, encoding.count(Counter.TRUNCATED_VALUES));
  }

  @Test
  void longStringsInMetadataAreCutAndCounted() {
    SpanFields span = Encoding.metadata("k", "x".repeat(1023) + "\uD83D\uDE00");
    assertEquals("x".repeat(1023), encoding.wireMetadata(span).get("k"));
    assertEquals(1, encoding.count(Counter.TRUNCATED_VALUES));
    span = Encoding.metadata("k", "x".repeat(1024));
    assertEquals("x".repeat(1024), encoding.wireMetadata(span).get("k"));
    assertEquals(1, encoding.count(Counter.TRUNCATED_VALUES));
  }

  @Test
  void aRecordOverItsLimitLosesAttributesThenMetadataThenContent() {
    Encoding small = new Encoding(100_000, true, DEFAULT_SENSITIVE_FIELDS, null, 4096);
    SpanFields span = Encoding.metadata("kept", "yes");
    for (int i = 0; i < 8; i++) {
      span.attributes = Attribute.with(span.attributes, "a" + i, "x".repeat(1000));
    }
    assertEquals("yes", small.wireMetadata(span).get("kept"));
    assertFalse(small.wireMetadata(span).containsKey("a0"));
    assertEquals(2, small.count(Counter.TRUNCATED_VALUES));

    Object[] many = new Object[16];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "k" + i;
      many[i + 1] = "x".repeat(1000);
    }
    span = Encoding.metadata(many);
    assertFalse(small.wireMetadata(span).containsKey("k0"));
    assertEquals(5, small.wireMetadata(span).size());

    span = Encoding.input("\u0001".repeat(50_000));
    String input = (String) small.wire(span).get("input");
    assertTrue(input.endsWith("...[TRUNCATED]"));
    assertTrue(small.encoder.encode(Encoding.span()));
  }

  @Test
  void aRecordThatCannotFitIsRefusedAndTheNextOneIsNot() {
    Encoding tiny = new Encoding(256, true, DEFAULT_SENSITIVE_FIELDS, null, 600);
    SpanFields span = Encoding.span();
    span.name = "n".repeat(1000);
    assertFalse(tiny.encoder.encode(span));
    assertEquals("call", tiny.wire(Encoding.span()).get("name"));
  }

  @Test
  void aSpanThatCannotBeEncodedDoesNotHarmTheNext() {
    SpanFields broken = Encoding.span();
    broken.name = null;
    for (int i = 0; i < 5; i++) {
      assertFalse(encoding.encoder.encode(broken));
      assertEquals("call", wire(Encoding.span()).get("name"));
    }
  }

  @Test
  void outOfMemoryWhileEncodingIsAnAnswerOtherErrorsPass() {
    Error[] error = {new OutOfMemoryError("played")};
    Encoding failing =
        Encoding.withRedactor(
            (field, text) -> {
              throw error[0];
            });
    assertFalse(failing.encoder.encode(Encoding.input("x")));
    error[0] = new InternalError("played");
    SpanFields span = Encoding.input("x");
    assertThrows(InternalError.class, () -> failing.encoder.encode(span));
    assertEquals("call", failing.wire(Encoding.span()).get("name"));
  }

  @Test
  void contentThatIsNotCapturedIsSentAsUnset() {
    Encoding silent = new Encoding(256, false, DEFAULT_SENSITIVE_FIELDS, null, 1 << 20);
    SpanFields span = Encoding.input("private");
    span.output = "private";
    span.set |= SpanFields.OUTPUT;
    assertEquals("\"\"", silent.wire(span).get("input"));
    assertEquals("\"\"", silent.wire(span).get("output"));
    span.error = new SpanError("E", "m");
    assertEquals("", silent.wire(span).get("output"));
    assertFalse(silent.wireMetadata(span).containsKey("output"));
  }

  @Test
  void costsAreNumericallyEqual() {
    double[] costs = {
      0.002,
      1.234e-5,
      1e-9,
      1e-10,
      5,
      0.1 + 0.2,
      123_456.789,
      1e15,
      1e300,
      Double.MIN_VALUE,
      1.0 / 3
    };
    for (double cost : costs) {
      SpanFields span = Encoding.span();
      span.cost = cost;
      span.set = SpanFields.COST;
      assertEquals(cost, ((BigDecimal) wire(span).get("cost")).doubleValue());
    }
  }

  @Test
  void encodingPlainTextsAllocatesNothing() {
    SpanFields span = Encoding.metadata("feature", "chat");
    span.input = "Summarize the following text: it is a long one, and about bears.";
    span.output = "Here = a summary";
    span.model = "gpt-4";
    span.provider = "openai";
    span.cost = 0.002;
    span.tokens = 42;
    span.set = ~0;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long perSpan = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100_000; i++) {
        span.spanNumber++;
        span.startNs += 1_000;
        span.endNs += 1_000;
        assertTrue(encoding.encoder.encode(span));
      }
      perSpan = Math.min(perSpan, (threads.getCurrentThreadAllocatedBytes() - before) / 100_000);
    }
    assertEquals(0, perSpan);
  }

  @Test
  void theHeadroomStaysFree() {
    assertTrue(encoding.encoder.encode(Encoding.span()));
    assertEquals(Encoding.HEADROOM, encoding.encoder.buffer().offset());
    assertEquals('{', encoding.encoder.buffer().array()[Encoding.HEADROOM]);
  }

  @Test
  void moreThanSixtyFourAttributesAreLeftOutAndCounted() {
    SpanFields span = Encoding.span();
    for (int i = 0; i < 70; i++) {
      span.attributes = Attribute.with(span.attributes, "a" + i, (long) i);
    }
    span.attributes = Attribute.with(span.attributes, "a1", 100L);
    assertEquals(5 + 64, encoding.wireMetadata(span).size());
    assertEquals(new BigDecimal(100), encoding.wireMetadata(span).get("a1"));
    assertEquals(12, encoding.count(Counter.TRUNCATED_VALUES));
  }

  @Test
  void structuredContentIsCompactJsonText() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", List.of(1, 2.5, true));
    map.put("b\n", null);
    Object snapshot = ValueSnapshot.of(map, 4352, () -> {});
    assertEquals("{\"a\":[1,2.5,true],\"b\\n\":null}", encoding.wireInput(snapshot));
    assertEquals("null", encoding.wireInput(null));
    assertEquals("42", encoding.wireInput(42L));
    assertEquals("false", encoding.wireInput(false));
  }

  private Map<String, Object> wire(SpanFields span) {
    return encoding.wire(span);
  }

  private static void assertSame(Map<String, Object> expected, Map<String, Object> actual) {
    assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(actual.entrySet()));
  }
}
