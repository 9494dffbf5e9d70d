package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @Test
  void whatIsNotGivenIsTheDefault() {
    CommandLine line = CommandLine.parse(new String[0], "--rate", "--json");
    assertEquals(7, line.positive("--rate", 7));
    assertEquals(Optional.empty(), line.path("--json"));
  }

  @Test
  void whatIsGivenIsTaken() {
    CommandLine line =
        CommandLine.parse(new String[] {"--json", "a.json", "--rate", "12"}, "--rate", "--json");
    assertEquals(12, line.positive("--rate", 7));
    assertEquals(Optional.of(Path.of("a.json")), line.path("--json"));
  }

  @Test
  void anUnknownOptionIsRefusedWithThoseThatThereAre() {
    String message = refusal(new String[] {"--speed", "1"});
    assertTrue(message.contains("--speed") && message.contains("--rate"), message);
  }

  @Test
  void anOptionWithoutAValueIsRefused() {
    assertEquals("--rate needs a value", refusal(new String[] {"--rate"}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "", "99999999999"})
  void whatIsNotAPositiveNumberIsRefusedWithItsValue(String value) {
    CommandLine line = CommandLine.parse(new String[] {"--rate", value}, "--rate");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> line.positive("--rate", 7));
    assertTrue(e.getMessage().startsWith("--rate must be"), e.getMessage());
    assertTrue(e.getMessage().endsWith("was " + value), e.getMessage());
  }

  private static String refusal(String[] args) {
    return assertThrows(IllegalArgumentException.class, () -> CommandLine.parse(args, "--rate"))
        .getMessage();
  }
}
