package io.watchlog.tracer.examples.quickstart;

import io.watchlog.tracer.FlushResult;
import io.watchlog.tracer.Metadata;
import io.watchlog.tracer.Span;
import io.watchlog.tracer.Trace;
import io.watchlog.tracer.TracerStats;
import io.watchlog.tracer.WatchlogTracer;
import io.watchlog.tracer.examples.agent.LocalAgent;
import io.watchlog.tracer.examples.agent.trace.TraceTree;
import io.watchlog.tracer.examples.cli.Arguments;
import io.watchlog.tracer.examples.cli.StatsText;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Traces one request with a model call in it, and shows what arrived: at the agent of this machine
 * if there is one, else at a local stand-in in this process.
 */
public final class QuickStart {
  private static final String APP = "quickstart";
  private static final Duration DETECTION = Duration.ofSeconds(3);

  private QuickStart() {}

  /**
   * Runs it.
   *
   * @param args {@code --keep}: the agent in this process stays until the process is told to end,
   *     or the calling thread is interrupted
   * @param out where the result goes
   * @return the exit code: 0 if every span was delivered, else 1
   */
  public static int run(List<String> args, PrintStream out) {
    boolean keep = Arguments.parse(args, Set.of(), Set.of("keep")).has("keep");
    try (WatchlogTracer tracer = WatchlogTracer.builder(APP).build()) {
      Optional<URI> agentUrl = detectedUrl(tracer);
      if (agentUrl.isPresent() && AgentProbe.answers(agentUrl.get())) {
        return sendTo(agentUrl.get(), tracer, out);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
    return sendToLocalAgent(keep, out);
  }

  /** What is asked of the tracer is a handful of lines. */
  private static String handleRequest(WatchlogTracer tracer) {
    try (Trace trace = tracer.startTrace()) {
      try (Span root = trace.startSpan("handle_request", Metadata.of("feature", "ai-summary"))) {
        String prompt = "Summarize: Hello world...";
        try (Span validation = root.child("validate_input")) {
          validation.attribute("characters", prompt.length());
          pretendToWork(Duration.ofMillis(5));
        }
        try (Span llm = root.child("call_llm")) {
          llm.model("gpt-4").provider("openai").input(prompt);
          pretendToWork(Duration.ofMillis(120));
          llm.output("Hello world summary.").tokens(42).cost(0.002);
        }
      }
      return trace.id();
    }
  }

  private static int sendTo(URI agentUrl, WatchlogTracer tracer, PrintStream out)
      throws InterruptedException {
    String traceId = handleRequest(tracer);
    FlushResult result = tracer.send();
    out.println("sent " + traceId + " to the agent at " + agentUrl);
    if (AgentProbe.hasPage(agentUrl)) {
      out.println("look at it on " + agentUrl.resolve("/#/trace/" + traceId));
    }
    return report(result, tracer.stats(), out);
  }

  private static int sendToLocalAgent(boolean keep, PrintStream out) {
    try (LocalAgent agent = LocalAgent.start(0);
        WatchlogTracer tracer = WatchlogTracer.builder(APP).agentUrl(agent.url()).build()) {
      String traceId = handleRequest(tracer);
      FlushResult result = tracer.send();
      out.println("no agent on this machine; a local one, in this process, received:");
      out.println();
      out.println(
          agent.trace(traceId).map(TraceTree::render).orElse("nothing of " + traceId + "\n"));
      int exitCode = report(result, tracer.stats(), out);
      if (keep) {
        out.println("look at it on " + agent.pageUrl() + ", Ctrl-C ends it");
        stayOpen();
      } else {
        out.println("its page was " + agent.pageUrl() + ", which --keep leaves open");
      }
      return exitCode;
    }
  }

  private static void stayOpen() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int report(FlushResult result, TracerStats stats, PrintStream out) {
    out.println(result);
    out.println("tracer: " + StatsText.balance(stats));
    boolean delivered = result.complete() && stats.lost() + stats.skipped() == 0;
    out.println(delivered ? "every span was delivered" : "NOT every span was delivered");
    return delivered ? 0 : 1;
  }

  /** Detection runs beside the application, and ends within a second. */
  private static Optional<URI> detectedUrl(WatchlogTracer tracer) {
    long startNs = System.nanoTime();
    while (tracer.agentUrl().isEmpty() && System.nanoTime() - startNs < DETECTION.toNanos()) {
      pretendToWork(Duration.ofMillis(5));
    }
    return tracer.agentUrl();
  }

  private static void pretendToWork(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
