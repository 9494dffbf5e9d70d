package io.watchlog.tracer.examples.gateway;

import io.watchlog.tracer.FlushResult;
import io.watchlog.tracer.Metadata;
import io.watchlog.tracer.WatchlogTracer;
import io.watchlog.tracer.examples.agent.AgentOptions;
import io.watchlog.tracer.examples.agent.LocalAgent;
import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import io.watchlog.tracer.examples.cli.UsageException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The gateway under a bounded load, and the spans counted on both sides. */
public final class GatewayExample {
  private static final Duration MODEL_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LOAD_LIMIT = Duration.ofSeconds(12);
  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(5);
  private static final int WORKERS = 4;

  private final GatewayOptions options;
  private final String runId = UUID.randomUUID().toString();
  private final SpanTally recorded = new SpanTally();
  private final SpanTally received = new SpanTally();

  private GatewayExample(GatewayOptions options) {
    this.options = options;
  }

  /**
   * Runs it, in some seconds, a slow machine in about 20; that one may send fewer requests.
   *
   * @param args {@code --requests}, {@code --concurrency}, {@code --seed}, {@code --agent}
   * @param out where the counts go
   * @return the exit code: 0 if every request that was sent was answered and every span has
   *     arrived, else 1
   */
  public static int run(List<String> args, PrintStream out) {
    GatewayExample example = new GatewayExample(GatewayOptions.parse(args));
    try {
      return example.run(out) ? 0 : 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private boolean run(PrintStream out) throws InterruptedException {
    if (!options.agentUrl().isEmpty()) {
      return run(options.agentUrl(), null, out);
    }
    AgentOptions agentOptions = AgentOptions.defaults().withPort(0).withOnSpan(this::count);
    try (LocalAgent agent = LocalAgent.start(agentOptions)) {
      return run(agent.url().toString(), agent, out);
    }
  }

  /**
   * An earlier run that was killed may have left spans behind, which arrive now: they are not ours.
   */
  private void count(ReceivedSpan span) {
    if (runId.equals(span.metadataText("label"))) {
      received.add(span.name(), span.status());
    }
  }

  /** {@code agent} is null where it is another process, which cannot be asked what it received. */
  private boolean run(String agentUrl, LocalAgent agent, PrintStream out)
      throws InterruptedException {
    try (WatchlogTracer tracer = tracerFor(agentUrl)) {
      LoadClient.Outcome outcome = serve(tracer);
      FlushResult flushed = tracer.flush(FLUSH_LIMIT);
      GatewayReport report =
          new GatewayReport(
              outcome,
              recorded,
              agent == null ? null : received,
              agent == null ? null : failedTrace(agent),
              flushed,
              tracer.stats());
      report.print(out);
      return report.allArrived();
    }
  }

  private static ReceivedTrace failedTrace(LocalAgent agent) {
    return agent.traces().stream()
        .filter(trace -> trace.spans().stream().anyMatch(GatewayExample::isFailedCall))
        .findFirst()
        .orElse(null);
  }

  private static boolean isFailedCall(ReceivedSpan span) {
    return span.name().equals("call_llm") && span.status().equals("Error");
  }

  private static WatchlogTracer tracerFor(String agentUrl) {
    try {
      return WatchlogTracer.builder("chat-gateway").agentUrl(agentUrl).build();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** Runs the gateway for as long as the load lasts; all its spans have ended when it returns. */
  private LoadClient.Outcome serve(WatchlogTracer tracer) throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    Metadata metadata = Metadata.builder().feature("chat").label(runId).build();
    try (ModelServer model = ModelServer.start(new ModelScript(options.seed()))) {
      ModelClient client = new ModelClient(model.url(), MODEL_TIMEOUT);
      ChatService service = new ChatService(tracer, client, workers, metadata, recorded);
      try (ChatGateway gateway = ChatGateway.start(service)) {
        return new LoadClient(gateway.url())
            .run(options.requests(), options.concurrency(), LOAD_LIMIT);
      }
    } finally {
      workers.shutdown();
    }
  }
}
