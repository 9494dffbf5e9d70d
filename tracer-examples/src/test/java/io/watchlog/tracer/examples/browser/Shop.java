package io.watchlog.tracer.examples.browser;

import io.watchlog.tracer.Metadata;
import io.watchlog.tracer.Span;
import io.watchlog.tracer.Trace;
import io.watchlog.tracer.WatchlogTracer;
import io.watchlog.tracer.examples.agent.LocalAgent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** An application that looks like one, and its agent: what the pictures of the page show. */
final class Shop implements AutoCloseable {
  private static final List<String> ROUTES =
      List.of("POST /chat", "POST /search", "GET /recommendations", "POST /summarize");
  private static final List<String> MODELS =
      List.of("gpt-4o", "gpt-4o-mini", "claude-sonnet", "mistral-small");
  private static final List<String> PROVIDERS = List.of("openai", "openai", "anthropic", "mistral");

  private final Random random = new Random(7);
  private final LocalAgent agent = LocalAgent.start(0);
  private final WatchlogTracer shop;
  private final WatchlogTracer search;
  private String failedTrace = "";

  Shop(Path queue) {
    shop = tracer("shop-assistant", queue);
    search = tracer("search", queue);
  }

  private WatchlogTracer tracer(String app, Path queue) {
    return WatchlogTracer.builder(app).agentUrl(agent.url()).queueDirectory(queue).build();
  }

  LocalAgent agent() {
    return agent;
  }

  /** A trace with a failed call that was tried again. */
  String failedTrace() {
    return failedTrace;
  }

  void serve(int requests) {
    for (int i = 0; i < requests; i++) {
      request(i % 4 == 1 ? search : shop, i % 4, i % 23 == 20);
    }
    shop.flush(Duration.ofSeconds(10));
    search.flush(Duration.ofSeconds(10));
  }

  private void request(WatchlogTracer tracer, int route, boolean fails) {
    Metadata metadata = Metadata.builder().feature("chat").promptVersion("v7").build();
    try (Trace trace = tracer.startTrace();
        Span root = trace.startSpan(ROUTES.get(route), metadata)) {
      root.input(Map.of("question", "Which tea goes with almond biscuits?", "language", "en"));
      work(root, "authenticate", 1);
      try (Span retrieval = root.child("retrieve_context")) {
        work(retrieval, "embed_query", 3);
        work(retrieval, "vector_search", 4);
        retrieval.attribute("documents", 4);
      }
      if (fails) {
        try (Span failed = call(root, route)) {
          pause(4);
          failed.error(new IllegalStateException("the model answered 503: overloaded"));
        }
        failedTrace = trace.id();
      }
      try (Span llm = call(root, route)) {
        pause(8 + random.nextInt(10));
        llm.output(
            Map.of(
                "answer",
                "A light Darjeeling: it leaves room for the almonds.",
                "sources",
                List.of("tea.md", "biscuits.md"),
                "confidence",
                0.93));
        llm.tokens(180 + random.nextInt(400), 40 + random.nextInt(80));
        llm.cost(0.0004 * (route + 1) + random.nextInt(100) / 1e5);
      }
      work(root, "check_answer", 1);
      root.output("A light Darjeeling: it leaves room for the almonds.");
    }
  }

  private static Span call(Span root, int route) {
    return root.child("call_llm", Metadata.of("step", "answer"))
        .model(MODELS.get(route))
        .provider(PROVIDERS.get(route))
        .input(
            Map.of(
                "messages",
                List.of(
                    Map.of("role", "system", "content", "You sell tea. Be brief."),
                    Map.of("role", "user", "content", "Which tea goes with almond biscuits?"))));
  }

  private void work(Span parent, String name, int ms) {
    try (Span span = parent.child(name)) {
      pause(ms);
      span.output("ok");
    }
  }

  private static void pause(int ms) {
    LockSupport.parkNanos(ms * 1_000_000L);
  }

  @Override
  public void close() {
    shop.close();
    search.close();
    agent.close();
  }
}
