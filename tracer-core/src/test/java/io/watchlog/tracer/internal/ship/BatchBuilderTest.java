package io.watchlog.tracer.internal.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchBuilderTest {
  private final FakeLog log = new FakeLog();
  private final List<Throwable> failures = new ArrayList<>();
  private final BatchBuilder builder = new BatchBuilder(10, 1, failures::add);

  private Batch fill() {
    return builder.fill(log, log.headSequence(), 1 << 20, 0);
  }

  @Test
  void aBatchEndsWhereARecordIsMissing() {
    log.append("{}", 1, false);
    log.append("{}", 1, true);
    log.append("{}", 1, false);
    Batch first = fill();
    Batch second = fill();
    assertEquals(1, first.count());
    assertEquals(1, second.count());
    assertEquals(4, log.position().nextSequence());
    first.release();
    second.release();
  }

  @Test
  void whatWasReadBeforeAFailureIsInTheBatch() {
    for (Throwable planted : List.of(new OutOfMemoryError("planted"), new RuntimeException("p"))) {
      log.append("{}", 1, false);
      log.append("{}", 1, false);
      log.failOnce(1, planted);
      Batch batch = fill();
      assertEquals(1, batch.count());
      builder.recycle(batch);
      batch = fill();
      assertEquals(1, batch.count());
      builder.recycle(batch);
    }
    assertEquals(2, failures.size());
    builder.close();
  }

  @Test
  void aFailureBeforeTheFirstRecordIsHandedOn() {
    log.append("{}", 1, false);
    log.failOnce(0, new OutOfMemoryError("planted"));
    assertThrows(OutOfMemoryError.class, this::fill);
    builder.close();
  }
}
