package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private static Samples of(Double... values) {
    return new Samples(List.of(values));
  }

  @Test
  void theMedianIsTheMiddleOneOfAnOddNumber() {
    assertEquals(3, of(9.0, 1.0, 3.0).median());
  }

  @Test
  void theMedianIsTheMeanOfTheTwoInTheMiddleOfAnEvenNumber() {
    assertEquals(4, of(9.0, 1.0, 3.0, 5.0).median());
  }

  @Test
  void leastAndMostAreFoundInAnyOrder() {
    assertEquals(1, of(3.0, 1.0, 9.0, 5.0).least());
    assertEquals(9, of(3.0, 1.0, 9.0, 5.0).most());
  }

  @Test
  void aRatioIsThatOfNeighbours() {
    assertEquals(of(2.0, 0.5, 4.0), of(2.0, 4.0, 40.0).dividedBy(of(1.0, 8.0, 10.0)));
  }

  @Test
  void whatHasNoNeighbourHasNoRatio() {
    assertEquals(of(2.0), of(2.0, 4.0).dividedBy(of(1.0)));
    assertTrue(of(2.0).dividedBy(of()).isEmpty());
  }

  @Test
  void nothingHasNoMedian() {
    assertThrows(IllegalStateException.class, of()::median);
  }
}
