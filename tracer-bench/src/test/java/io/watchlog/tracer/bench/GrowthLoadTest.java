package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

class GrowthLoadTest {
  @Test
  void oneThingGrowsAndTheOthersStaySmall() {
    assertEquals(new GrowthLoad(1_000, 1, 1, 0), GrowthLoad.parse("payload=1000"));
    assertEquals(new GrowthLoad(100, 16, 1, 0), GrowthLoad.parse("producers=16"));
    assertEquals(new GrowthLoad(100, 1, 50_000, 0), GrowthLoad.parse("open spans=50000"));
    assertEquals(new GrowthLoad(100, 1, 1, 200_000), GrowthLoad.parse("backlog=200000"));
  }

  @Test
  void whatIsNoDimensionIsRefused() {
    for (String text : List.of("payload", "size=1", "payload=much", "")) {
      assertThrows(IllegalArgumentException.class, () -> GrowthLoad.parse(text), text);
    }
  }

  @Test
  void theBenchmarkRunsWhatTheReportLooksFor() throws NoSuchFieldException {
    Set<String> expected =
        GrowthLoad.DIMENSIONS.entrySet().stream()
            .flatMap(entry -> entry.getValue().stream().map(size -> entry.getKey() + "=" + size))
            .collect(Collectors.toSet());
    Param param = GrowthBenchmark.class.getField("load").getAnnotation(Param.class);

    assertEquals(expected, Arrays.stream(param.value()).collect(Collectors.toSet()));
  }
}
