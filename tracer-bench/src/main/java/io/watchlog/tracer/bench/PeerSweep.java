package io.watchlog.tracer.bench;

import io.opentelemetry.sdk.common.export.MemoryMode;
import io.watchlog.tracer.bench.EndToEndOptions.Subject;
import io.watchlog.tracer.bench.PeerSettings.Sender;
import io.watchlog.tracer.bench.ResultFile.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How OpenTelemetry delivers most: its batch, its HTTP client and its memory, one JVM to each. */
public final class PeerSweep {
  private static final int[] BATCHES = {512, 1_024, 2_048, 4_096, 8_192, 16_384};

  private PeerSweep() {}

  /** Runs it, with {@code --spans} (300,000) of a round, of which two count. */
  public static void main(String[] args) throws IOException, InterruptedException {
    CommandLine line = CommandLine.ofProgram(args, "--spans", "--json");
    Results results = new Results(Figures.PEER_SETTINGS);
    for (PeerSettings settings : settings()) {
      for (Row row : measure(settings, line.positive("--spans", 300_000))) {
        results.add(settings.label(), row.metric(), row.unit(), row.value());
      }
    }
    results.publish(line.path("--json"));
  }

  /** What is tried. */
  static List<PeerSettings> settings() {
    List<PeerSettings> all = new ArrayList<>();
    for (int batch : BATCHES) {
      all.add(new PeerSettings(batch, Sender.JDK, MemoryMode.REUSABLE_DATA));
    }
    all.add(new PeerSettings(4_096, Sender.JDK, MemoryMode.IMMUTABLE_DATA));
    all.add(new PeerSettings(4_096, Sender.OKHTTP, MemoryMode.REUSABLE_DATA));
    all.add(new PeerSettings(16_384, Sender.OKHTTP, MemoryMode.REUSABLE_DATA));
    return all;
  }

  private static List<Row> measure(PeerSettings settings, int spans)
      throws IOException, InterruptedException {
    EndToEndRun run =
        EndToEndRun.of(
            "--subject",
            Subject.OPENTELEMETRY.name(),
            "--spans",
            Integer.toString(spans),
            "--rounds",
            "2",
            "--peer-batch",
            Integer.toString(settings.batch()),
            "--peer-sender",
            settings.sender().name(),
            "--peer-memory",
            settings.memory().name());
    if (run.exitCode() != 0) {
      throw new IOException(settings.label() + " ended with exit code " + run.exitCode());
    }
    return run.rows();
  }
}
