package io.watchlog.tracer;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.ReceivedSpan;
import io.watchlog.tracer.testkit.StatsAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fake agent and a queue directory for each test; after it, every tracer that it started is
 * closed and must balance.
 */
abstract class WithAgent {
  static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path root;
  final FakeAgent agent = new FakeAgent();
  private final List<WatchlogTracer> started = new ArrayList<>();

  /** Knows the agent and the directory; a span waits 20 ms for others. */
  TracerBuilder builder() {
    return builder("myapp");
  }

  TracerBuilder builder(String app) {
    return WatchlogTracer.builder(app)
        .agentUrl(agent.uri())
        .queueDirectory(root)
        .shutdownHook(false)
        .autoFlushInterval(Duration.ofMillis(20));
  }

  WatchlogTracer start() {
    return start(builder());
  }

  WatchlogTracer start(TracerBuilder builder) {
    WatchlogTracer tracer = builder.build();
    started.add(tracer);
    return tracer;
  }

  /** The one span that the agent has taken, soon. */
  ReceivedSpan onlySpan() {
    return taken(1).get(0);
  }

  /** What the agent has taken, once it is that much. */
  List<ReceivedSpan> taken(int spans) {
    Await.until(
        () -> spans + " spans taken, so far " + agent.takenCount(),
        () -> agent.takenCount() >= spans);
    return agent.taken();
  }

  /** The one span of this name that the agent has taken, soon. */
  ReceivedSpan span(String name) {
    Await.until(name + " is taken", () -> named(name).size() == 1);
    return named(name).get(0);
  }

  /** A field of the one span that the agent has taken, soon. */
  Object field(String name) {
    return onlySpan().fields().get(name);
  }

  /** The metadata of the one span that the agent has taken, soon. */
  Map<String, Object> metadata() {
    return onlySpan().metadata();
  }

  /** What the agent has refused, from every file under the queue directory. */
  List<Map<?, ?>> deadLetters() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(path -> path.toString().endsWith(".jsonl")).toList();
    }
    List<Map<?, ?>> letters = new ArrayList<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        letters.add((Map<?, ?>) ReceivedSpan.parse(line));
      }
    }
    return letters;
  }

  private List<ReceivedSpan> named(String name) {
    return agent.taken().stream().filter(s -> name.equals(s.text("name"))).toList();
  }

  @AfterEach
  void everyTracerIsClosedAndBalances() {
    try {
      for (WatchlogTracer tracer : started) {
        StatsAssertions.assertBalanced(tracer);
        tracer.close();
        StatsAssertions.assertBalanced(tracer);
      }
    } finally {
      agent.close();
    }
  }
}
