package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanFields;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys of metadata and attributes that are secrets themselves. */
final class RedactedKeysTest {
  private final Encoding encoding = new Encoding();

  @Test
  void keysThatHeldASecretAreNumberedInEachSpanAnew() {
    SpanFields span = Encoding.metadata("sk-abc123", 1, "sk-def456", 2);
    span.attributes = Attribute.with(null, "token=abc", 3L);
    for (int i = 0; i < 3; i++) {
      Map<String, Object> metadata = encoding.wireMetadata(span);
      assertEquals(BigDecimal.ONE, metadata.get("[REDACTED] 1"));
      assertEquals(BigDecimal.valueOf(2), metadata.get("[REDACTED] 2"));
      assertEquals(BigDecimal.valueOf(3), metadata.get("token=[REDACTED] 3"));
    }
  }

  @Test
  void aLongKeyThatHeldASecretKeepsItsLimitAndItsNumber() {
    String longKey = "password=x ".repeat(100).substring(0, 1_024);
    for (String key : encoding.wireMetadata(Encoding.metadata(longKey, 1)).keySet()) {
      assertTrue(key.length() <= 1_024 && !key.contains("x"), key);
    }
  }
}
