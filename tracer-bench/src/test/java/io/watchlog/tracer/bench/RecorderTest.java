package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a benchmark says of lost spans rests on the accounts of these. */
class RecorderTest {
  private static final int SPANS = 3_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @Test
  void everySpanOfTheFloorIsAccountedFor() {
    accountsForAll(new BareRing());
  }

  @Test
  void everySpanOfOpenTelemetryIsAccountedFor() {
    accountsForAll(new OpenTelemetryBenchmark().open());
  }

  @Test
  void everySpanOfBraveIsAccountedFor() {
    accountsForAll(new BraveBenchmark().open());
  }

  @Test
  void everySpanOfLog4jIsAccountedFor() throws IOException {
    accountsForAll(new Log4jBenchmark().open());
  }

  private static void accountsForAll(Recorder recorder) {
    try (recorder) {
      recorder.record(SPANS);
      assertTrue(recorder.settle(TIMEOUT));
      assertEquals(SPANS, recorder.account().delivered());
      assertEquals(0, recorder.account().totalLost());
    }
  }

  @Test
  void theServerCountsWhatOpenTelemetryDelivers() throws IOException {
    EndToEndOptions options = EndToEndOptions.parse(new String[] {"--subject", "opentelemetry"});
    try (ServerProcess server = ServerProcess.start();
        Delivery delivery = Delivery.start(options, server)) {
      delivery.recorder().record(SPANS);
      assertTrue(delivery.recorder().settle(TIMEOUT));
      assertEquals(SPANS, delivery.recorder().account().delivered());
      assertEquals(SPANS, server.counts().spans());
      assertTrue(delivery.ownThreads().get().byRole().containsKey("processor"));
    }
  }
}
