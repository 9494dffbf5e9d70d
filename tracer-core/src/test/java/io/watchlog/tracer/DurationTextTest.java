package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "5s, PT5S",
    "10m, PT10M",
    "1h, PT1H",
    "2d, PT48H",
    "1500, PT1.5S",
    "-5s, PT-5S",
    "0, PT0S",
    "' 7s ', PT7S",
    "999999999999d, PT23999999999976H"
  })
  void aTextIsANumberAndAUnitOrMilliseconds(String text, Duration duration) {
    assertEquals(duration, DurationText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "5 s", "5S", "1.5s", "5us", "5ns", "PT5S", "1h30m", "٥s", "1e3"})
  void anythingElseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> DurationText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0ms", "1ms", "999ms", "1s", "90s", "10m", "25h", "36h", "2d", "-5s"})
  void aDurationIsShownAsItWouldBeWritten(String text) {
    assertEquals(text, DurationText.format(DurationText.parse(text)));
  }

  @Test
  void oddDurationsAreShownInIsoForm() {
    assertEquals("PT0.0000005S", DurationText.format(Duration.ofNanos(500)));
    Duration huge = Duration.ofSeconds(Long.MAX_VALUE, 999_000_000);
    assertEquals(huge.toString(), DurationText.format(huge));
    assertEquals(Long.MIN_VALUE + "s", DurationText.format(Duration.ofSeconds(Long.MIN_VALUE)));
  }
}
