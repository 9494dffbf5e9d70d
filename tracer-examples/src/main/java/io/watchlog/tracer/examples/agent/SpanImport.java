package io.watchlog.tracer.examples.agent;

import io.watchlog.tracer.examples.agent.trace.ReceivedBatch;
import io.watchlog.tracer.internal.log.WaitingRecords;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Takes spans from a file of JSON lines, as the page exports it, or from a queue directory: what a
 * process left that was killed. Changes neither. Not thread-safe.
 */
final class SpanImport {
  private final SpanParser parser = new SpanParser();
  private final Consumer<ReceivedBatch> sink;
  private long spans;
  private long skipped;
  private long unreadable;

  private SpanImport(Consumer<ReceivedBatch> sink) {
    this.sink = sink;
  }

  /**
   * What was found.
   *
   * @param spans spans taken
   * @param skipped spans without an id or a time
   * @param unreadable lines that are no span, and records and files that are damaged
   */
  record Result(long spans, long skipped, long unreadable) {}

  /**
   * Takes all of a file or a directory.
   *
   * @throws IOException if it cannot be read
   */
  static Result from(Path path, Consumer<ReceivedBatch> sink) throws IOException {
    SpanImport reading = new SpanImport(sink);
    if (Files.isDirectory(path)) {
      WaitingRecords.Outcome outcome = WaitingRecords.read(path, reading::take);
      reading.unreadable += outcome.damaged() + outcome.unreadable();
    } else {
      reading.readLines(path);
    }
    return new Result(reading.spans, reading.skipped, reading.unreadable);
  }

  private void readLines(Path file) throws IOException {
    // Bytes that are no UTF-8 are replaced: one bad line must not end the import.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          take(line.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private void take(byte[] json) {
    try {
      ReceivedBatch batch = parser.parse(new ByteArrayInputStream(json));
      spans += batch.spans().size();
      skipped += batch.skipped();
      sink.accept(batch);
    } catch (BadBatchException e) {
      unreadable++;
    }
  }
}
