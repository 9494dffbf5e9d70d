package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderRulesTest {
  private static Map<String, String> read(String text) {
    return HeaderRules.checked(HeaderRules.parse(text));
  }

  private static String refusal(String name, String value) {
    Map<String, String> headers = Collections.singletonMap(name, value);
    return assertThrows(IllegalArgumentException.class, () -> HeaderRules.checked(headers))
        .getMessage();
  }

  @Test
  void aTextIsSplitAtCommasOrWhereThereAreSomeAtLineEnds() {
    assertEquals(Map.of("X-A", "1", "X-B", "b:c"), read("X-A: 1, X-B:b:c,"));
    assertEquals(Map.of("X-A", "1, 2", "X-B", ""), read("X-A: 1, 2\r\nX-B:\n"));
  }

  @Test
  void aTextWithoutAColonIsRefusedAndNotShown() {
    var e = assertThrows(IllegalArgumentException.class, () -> read("X-A: 1, hunter2"));
    assertTrue(e.getMessage().contains("no such pair at 2"), e.getMessage());
    assertFalse(e.getMessage().contains("hunter2"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "connection",
        "CONTENT-TYPE",
        "Content-Length",
        "Content-Encoding",
        "Transfer-Encoding",
        "Expect",
        "Upgrade",
        "TE",
        "Trailer",
        "Keep-Alive"
      })
  void whatFramesTheRequestIsRefused(String name) {
    assertTrue(refusal(name, "x").contains("\"" + name + "\""), refusal(name, "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:b", "a\r\nb", "ä", "a\0", "(a)"})
  void aNameThatIsNoTokenIsRefused(String name) {
    assertTrue(refusal(name, "x").startsWith("must be header names of 1..128"));
  }

  @Test
  void aNameMayHaveEveryTokenCharacterUpToItsLimit() {
    String name = "aZ09!#$%&'*+.^_`|~-" + "x".repeat(109);
    assertEquals(Map.of(name, "v"), HeaderRules.checked(Map.of(name, "v")));
    assertTrue(refusal(name + "x", "v").endsWith("was one of 129 characters"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hunter2\r\nX-B: 1", "hunter2\n", "hunter2\0", "hunter2 ä", "\u007fhunter2"})
  void aValueThatIsNotPrintableIsRefusedAndNotShown(String value) {
    String message = refusal("X-A", value);
    assertTrue(message.contains("X-A"), message);
    assertFalse(message.contains("hunter2"), message);
  }

  @Test
  void nullsAndTooManyAreRefused() {
    assertTrue(refusal(null, "x").endsWith("was a null name"));
    assertTrue(refusal("X-A", null).endsWith("was a null value of X-A"));
    assertTrue(refusal("X-A", "x".repeat(8_193)).contains("at most 8192"));
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 33; i++) {
      many.put("X-" + i, "v");
    }
    var e = assertThrows(IllegalArgumentException.class, () -> HeaderRules.checked(many));
    assertEquals("must be at most 32 headers, was 33", e.getMessage());
  }

  @Test
  void theCheckedHeadersAreACopyThatDoesNotChange() {
    Map<String, String> given = new HashMap<>(Map.of("X-A", "1"));
    Map<String, String> kept = HeaderRules.checked(given);
    given.put("X-B", "2");
    assertEquals(Map.of("X-A", "1"), kept);
    assertThrows(UnsupportedOperationException.class, () -> kept.put("X-C", "3"));
  }
}
