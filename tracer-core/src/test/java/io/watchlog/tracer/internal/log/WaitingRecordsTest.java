package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingRecordsTest {
  private static final int RECORDS = 900;
  private static final int SETTLED = 100;

  @TempDir Path temp;
  private final List<String> read = new ArrayList<>();

  @Test
  void whatADeadProcessLeftIsReadOnceAndChangesNothing() throws IOException {
    Path dead = deadLog();
    byte[] segment = Files.readAllBytes(Damage.segments(dead).get(0));

    WaitingRecords.Outcome outcome = WaitingRecords.read(temp.resolve("root"), this::add);

    assertEquals(new WaitingRecords.Outcome(1, RECORDS - SETTLED, 0, 0), outcome);
    List<String> expected = new ArrayList<>();
    for (long n = SETTLED + 1; n <= RECORDS; n++) {
      expected.add(TestLog.json(n));
    }
    assertEquals(expected, read);
    assertArrayEquals(segment, Files.readAllBytes(Damage.segments(dead).get(0)));
  }

  @Test
  void aDamagedRecordIsCountedAndTheOthersAreRead() throws IOException {
    Path dead = deadLog();
    Path last = Damage.last(dead);
    Damage.flip(last, (Damage.records(last).get(1) + 30) * 8L);

    WaitingRecords.Outcome outcome = WaitingRecords.read(dead, this::add);

    assertEquals(1, outcome.damaged());
    assertEquals(RECORDS - SETTLED - 1, outcome.records());
    assertEquals(outcome.records(), read.size());
  }

  private void add(byte[] json) {
    read.add(new String(json, StandardCharsets.UTF_8));
  }

  private Path deadLog() throws IOException {
    try (TestLog live = TestLog.onDisk(temp.resolve("live"))) {
      live.appendTo(RECORDS);
      assertEquals(SETTLED, live.reader.skip(SETTLED));
      live.reader.acknowledge(live.reader.position());
      return live.copyAsDead(temp.resolve("root"));
    }
  }
}
