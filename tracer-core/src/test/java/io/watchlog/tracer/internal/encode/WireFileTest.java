package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each case of the original's wire file, through the encoder. */
final class WireFileTest {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00";

  @TestFactory
  Stream<DynamicTest> everyCaseIsReproducedFieldForField() throws IOException {
    List<Object> cases;
    try (InputStream file = WireFileTest.class.getResourceAsStream("/wire/python-1.0.0.json")) {
      byte[] bytes = file.readAllBytes();
      cases = list(StrictJson.parse(bytes, 0, bytes.length));
    }
    Encoding encoding = new Encoding();
    return cases.stream()
        .map(WireFileTest::object)
        .map(
            one ->
                DynamicTest.dynamicTest(
                    (String) one.get("case"),
                    () ->
                        check(
                            object(one.get("wire")),
                            encoding.wire(span(object(one.get("call")))))));
  }

  private static void check(Map<String, Object> expected, Map<String, Object> sent) {
    assertEquals(new ArrayList<>(expected.keySet()), new ArrayList<>(sent.keySet()));
    expected.forEach((field, value) -> check(field, value, sent.get(field)));
    assertEquals(
        new ArrayList<>(object(expected.get("metadata")).keySet()),
        new ArrayList<>(object(sent.get("metadata")).keySet()));
  }

  private static void check(String field, Object expected, Object sent) {
    if ("#time".equals(expected)) {
      assertTrue(((String) sent).matches(TIME), (String) sent);
    } else if ("#ms".equals(expected)) {
      assertEquals(new BigDecimal(2), sent);
    } else if (expected instanceof BigDecimal number) {
      assertEquals(0, number.compareTo((BigDecimal) sent), field);
    } else if (field.endsWith("Id") && expected != null) {
      String prefix = ((String) expected).replaceAll("#.*", "");
      assertTrue(((String) sent).matches(prefix + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    } else if (expected == null) {
      assertNull(sent, field);
    } else {
      assertEquals(expected, sent, field);
    }
  }

  private static SpanFields span(Map<String, Object> call) {
    SpanFields span = Encoding.span();
    span.name = (String) call.get("name");
    if (Boolean.TRUE.equals(call.get("child"))) {
      span.parentNumber = 0x1111222233334444L;
    }
    if (call.get("metadata") != null) {
      Map<String, Object> metadata = object(call.get("metadata"));
      Object[] values =
          metadata.values().stream().map(v -> ValueSnapshot.of(v, 10_000, () -> {})).toArray();
      span.metadata = new SpanAttributes(metadata.keySet().toArray(String[]::new), values, 0, 0);
    }
    object(call.get("data")).forEach((field, value) -> set(span, field, value));
    return span;
  }

  private static void set(SpanFields span, String field, Object value) {
    switch (field) {
      case "tokens" -> {
        span.tokens = ((BigDecimal) value).longValueExact();
        span.set |= SpanFields.TOKENS;
      }
      case "cost" -> {
        span.cost = ((BigDecimal) value).doubleValue();
        span.set |= SpanFields.COST;
      }
      case "model" -> {
        span.model = (String) value;
        span.set |= SpanFields.MODEL;
      }
      case "provider" -> {
        span.provider = (String) value;
        span.set |= SpanFields.PROVIDER;
      }
      case "input" -> {
        span.input = value;
        span.set |= SpanFields.INPUT;
      }
      case "output" -> {
        span.output = value;
        span.set |= SpanFields.OUTPUT;
      }
      default -> throw new AssertionError(field);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
