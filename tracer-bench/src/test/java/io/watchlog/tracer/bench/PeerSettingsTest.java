package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.watchlog.tracer.bench.PeerSettings.Sender;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerSettingsTest {
  @Test
  void theQueueHoldsTwoBatchesAndNeverFewerThanServedBest() {
    assertEquals(32_768, queueOf(512));
    assertEquals(32_768, queueOf(16_384));
    assertEquals(40_000, queueOf(20_000));
  }

  private static int queueOf(int batch) {
    return new PeerSettings(batch, Sender.JDK, MemoryMode.REUSABLE_DATA).queue();
  }

  @Test
  void theBestIsOneOfThoseThatAreTriedAndEachOfThemIsTriedOnce() {
    assertTrue(PeerSweep.settings().contains(PeerSettings.BEST));
    assertEquals(
        PeerSweep.settings().size(),
        PeerSweep.settings().stream().map(PeerSettings::label).distinct().count());
  }

  /** OpenTelemetry takes any other name for none, and then whichever sender it finds first. */
  @ParameterizedTest
  @EnumSource
  void theExporterIsSetUpAsToldAndItsSenderIsThere(Sender sender) throws ClassNotFoundException {
    PeerSettings settings = new PeerSettings(512, sender, MemoryMode.IMMUTABLE_DATA);
    try (OtlpHttpSpanExporter exporter = settings.exporter(URI.create("http://127.0.0.1:1"))) {
      String text = exporter.toString();
      assertTrue(text.contains("http://127.0.0.1:1/v1/traces"), text);
      assertTrue(text.contains("IMMUTABLE_DATA"), text);
      Class<?> asked = Class.forName(System.getProperty(HttpSenderProvider.class.getName()));
      assertTrue(HttpSenderProvider.class.isAssignableFrom(asked));
    }
  }
}
