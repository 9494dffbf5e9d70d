package io.watchlog.tracer.bench;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.MemoryMode;
import java.net.URI;

/**
 * How OpenTelemetry is set up where it is measured end to end. Immutable.
 *
 * @param batch spans to an export
 * @param sender what makes its HTTP requests
 * @param memory whether the exporter uses its buffers again
 */
record PeerSettings(int batch, Sender sender, MemoryMode memory) {
  /** The best of those that {@link PeerSweep} tries. */
  static final PeerSettings BEST = new PeerSettings(4_096, Sender.JDK, MemoryMode.REUSABLE_DATA);

  private static final String SENDER_PROPERTY =
      "io.opentelemetry.sdk.common.export.HttpSenderProvider";

  private static final int BATCHES_IN_QUEUE = 2;

  /** With 65,536 and batches of 8,192 it delivered a third less than with this. */
  private static final int LEAST_QUEUE = 32_768;

  /** The two that OpenTelemetry has. */
  enum Sender {
    OKHTTP("io.opentelemetry.exporter.sender.okhttp.internal.OkHttpHttpSenderProvider"),
    JDK("io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider");

    private final String provider;

    Sender(String provider) {
      this.provider = provider;
    }
  }

  int queue() {
    return Math.max(LEAST_QUEUE, BATCHES_IN_QUEUE * batch);
  }

  /** Without compression, as the tracer sends too. */
  OtlpHttpSpanExporter exporter(URI server) {
    System.setProperty(SENDER_PROPERTY, sender.provider);
    return OtlpHttpSpanExporter.builder()
        .setEndpoint(server + "/v1/traces")
        .setMemoryMode(memory)
        .build();
  }

  /** Such as {@code batch 4,096, OKHTTP, REUSABLE_DATA}. */
  String label() {
    return "batch %,d, %s, %s".formatted(batch, sender, memory);
  }
}
