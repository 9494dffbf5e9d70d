package io.watchlog.tracer.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** A {@link CountingServer} in a process of its own. Not thread-safe. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;
  private final int port;

  /** What the server received since it was started. */
  record Counts(long spans, long posts, long bytes, long cpuNs) {
    Counts since(Counts before) {
      return new Counts(
          spans - before.spans, posts - before.posts, bytes - before.bytes, cpuNs - before.cpuNs);
    }
  }

  private ServerProcess(Process process) throws IOException {
    this.process = process;
    this.answers = process.inputReader();
    this.requests = process.outputWriter();
    this.port = (int) numbers("PORT", 1)[0];
  }

  static ServerProcess start() throws IOException {
    return new ServerProcess(
        ChildJvm.start(List.of("-XX:+UseSerialGC", "-Xmx64m"), CountingServer.class));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  Counts counts() throws IOException {
    requests.write("counts\n");
    requests.flush();
    long[] counts = numbers("COUNT", 4);
    return new Counts(counts[0], counts[1], counts[2], counts[3]);
  }

  private long[] numbers(String word, int count) throws IOException {
    String line = answers.readLine();
    if (line == null || !line.startsWith(word + " ")) {
      throw new IOException("expected " + word + " of the counting server, was " + line);
    }
    String[] parts = line.split(" ", -1);
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Long.parseLong(parts[i + 1]);
    }
    return numbers;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
