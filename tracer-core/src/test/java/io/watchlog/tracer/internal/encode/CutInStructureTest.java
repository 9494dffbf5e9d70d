package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.span.TextLimits;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import io.watchlog.tracer.spi.Redactor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts in structured values of which the setter kept the beginning alone. */
final class CutInStructureTest {
  private static final String SECRET = "Q7k2mZ9xW4vT8bN3cL6dF1gH5jR0sYpAqEuI";
  private static final int MAX = 4_000;
  private static final int KEPT = MAX + TextLimits.LOOK_AHEAD;

  /** An element of one digit is taken for more than it turns out to be. */
  private static final List<Integer> NUMBERS = Collections.nCopies(1_500, 7);

  @ParameterizedTest
  @ValueSource(strings = {"ghp_", "sk-", "password=", "Bearer ", "-----BEGIN PRIVATE KEY-----\nü"})
  void aSecretOnTheCutLeavesNoPart(String before) {
    for (int pad = 530; pad < 600; pad++) {
      List<Object> value = new ArrayList<>(NUMBERS);
      value.add("x".repeat(pad) + " " + before + SECRET);
      for (Redactor redactor : new Redactor[] {null, (field, text) -> text}) {
        String sent = encoding(redactor).wireInput(ValueSnapshot.of(value, KEPT, () -> {}));
        assertFalse(sent.contains(SECRET.substring(0, 2)), pad + sent);
      }
    }
  }

  @Test
  void whatTheSetterCutIsMarkedAsCut() {
    List<Object> value = new ArrayList<>(NUMBERS);
    value.add("x".repeat(2_000));
    String sent = encoding(null).wireInput(ValueSnapshot.of(value, KEPT, () -> {}));
    assertTrue(sent.length() < MAX);
    assertTrue(sent.endsWith("xxx" + JsonText.CUT_MARK), sent);
  }

  @Test
  void aSecretOnTheCutOfMetadataLeavesNoPartAndCountsOnce() {
    for (int left = 5; left < 60; left++) {
      List<Object> value = new ArrayList<>(List.of("x".repeat(1_000)));
      value.add("y".repeat(left) + " ghp_" + SECRET);
      Object snapshot = ValueSnapshot.of(value, 1_050, () -> {});
      Encoding encoding = encoding(null);
      Map<String, Object> sent = encoding.wireMetadata(Encoding.metadata("k", snapshot));
      assertFalse(sent.toString().contains(SECRET.substring(0, 2)), sent::toString);
      assertEquals(0, encoding.count(Counter.TRUNCATED_VALUES), "counted by the setter");
    }
  }

  private static Encoding encoding(Redactor redactorOrNull) {
    return new Encoding(
        MAX, true, EncoderSettings.DEFAULT_SENSITIVE_FIELDS, redactorOrNull, 1 << 20);
  }
}
