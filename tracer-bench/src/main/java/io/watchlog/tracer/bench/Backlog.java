package io.watchlog.tracer.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Start with a backlog: a process records spans while there is no agent and is killed; another one
 * starts, accepts new spans and drains what was left, beside them, into a counting server.
 */
public final class Backlog {
  static final String APP = "bench";

  private static final String[] OPTIONS = {"--spans", "--json"};
  private static final double MIB = 1 << 20;
  private static final List<String> HEAP = List.of("-Xmx64m");
  private static final List<String> GOAL_HEAP = List.of("-Xmx32m");

  private final int spans;
  private final Results results = new Results("backlog");
  private long unsettled;

  /** What a {@link BacklogReader} measured; times from the call of {@code build()}. */
  private record Drain(
      long buildNs,
      long acceptedNs,
      long drainedNs,
      long peakHeapBytes,
      long adopted,
      long ended,
      long delivered,
      long senderCpuNs,
      long counted) {}

  private Backlog(int spans) {
    this.spans = spans;
  }

  /** Runs it with {@code --spans} (1,000,000); exit code 1 where one was lost. */
  public static void main(String[] args) throws IOException, InterruptedException {
    CommandLine line = CommandLine.ofProgram(args, OPTIONS);
    Backlog backlog = new Backlog(line.positive("--spans", 1_000_000));
    System.out.println(Machine.description());
    System.out.printf("%,d spans left behind by a killed process%n", backlog.spans);
    backlog.measure();
    backlog.results.publish(line.path("--json"));
    System.out.println("goals: first span accepted 50 ms, peak heap 32 MiB, lost 0");
    System.exit(backlog.unsettled == 0 ? 0 : 1);
  }

  private void measure() throws IOException, InterruptedException {
    add("start", start(HEAP, spans, true));
    add("start, 32 MiB heap at most", start(GOAL_HEAP, spans, true));
    add("start, fresh JVM", start(HEAP, spans, false));
    add("start without a backlog", start(HEAP, 0, true));
    add("start without a backlog, fresh JVM", start(HEAP, 0, false));
  }

  /**
   * One start.
   *
   * @param loaded whether the tracer's classes are loaded before
   */
  private Drain start(List<String> jvmArgs, int backlog, boolean loaded)
      throws IOException, InterruptedException {
    Path queue = TemporaryQueue.create();
    Path otherQueue = TemporaryQueue.create();
    try (ServerProcess server = ServerProcess.start()) {
      if (backlog > 0) {
        leaveBehind(queue, backlog);
      }
      long before = server.counts().spans();
      Process reader =
          ChildJvm.start(
              jvmArgs,
              BacklogReader.class,
              server.url().toString(),
              queue.toString(),
              Integer.toString(backlog),
              loaded ? otherQueue.toString() : "-");
      long[] r = numbers(reader, "RESULT", 8);
      int unused = reader.waitFor();
      long counted = server.counts().spans() - before - (loaded ? 1 : 0);
      return new Drain(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], counted);
    } finally {
      TemporaryQueue.delete(queue);
      TemporaryQueue.delete(otherQueue);
    }
  }

  private static void leaveBehind(Path queue, int spans) throws IOException, InterruptedException {
    Process writer =
        ChildJvm.start(List.of(), BacklogWriter.class, queue.toString(), Integer.toString(spans));
    try {
      long pending = numbers(writer, "PENDING", 1)[0];
      if (pending != spans) {
        throw new IOException(pending + " spans are pending, not " + spans);
      }
    } finally {
      int unused = writer.destroyForcibly().waitFor();
    }
  }

  private static long[] numbers(Process process, String word, int count) throws IOException {
    BufferedReader answers = process.inputReader();
    String line = answers.readLine();
    if (line == null || !line.startsWith(word + " ")) {
      throw new IOException("expected " + word + ", was " + line);
    }
    long[] numbers =
        Arrays.stream(line.split(" ", -1)).skip(1).mapToLong(Long::parseLong).toArray();
    if (numbers.length != count) {
      throw new IOException("expected " + count + " numbers, was " + line);
    }
    return numbers;
  }

  private void add(String label, Drain drain) {
    boolean backlog = drain.adopted() > 0;
    long lost =
        drain.ended() + (backlog ? spans : 0) - Math.min(drain.delivered(), drain.counted());
    results.add(label, "build", "ms", drain.buildNs() / 1e6);
    results.add(label, "first span accepted", "ms", drain.acceptedNs() / 1e6);
    if (backlog) {
      results.add(label, "drained", "spans/s", spans * 1e9 / drain.drainedNs());
      double delivered = drain.delivered();
      results.add(label, "sender", "ns CPU/span", drain.senderCpuNs() / delivered);
      results.add(label, "peak heap", "MiB", drain.peakHeapBytes() / MIB);
      results.count(label, "adopted", drain.adopted());
      results.count(label, "new", drain.ended());
      results.count(label, "counted by the server", drain.counted());
    }
    results.count(label, "lost", lost);
    unsettled += Math.abs(lost);
  }
}
