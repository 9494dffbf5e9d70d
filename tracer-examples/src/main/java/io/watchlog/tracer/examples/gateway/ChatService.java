package io.watchlog.tracer.examples.gateway;

import io.watchlog.tracer.Metadata;
import io.watchlog.tracer.Span;
import io.watchlog.tracer.Trace;
import io.watchlog.tracer.WatchlogTracer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * What the gateway does for a request, each step a span:
 *
 * <pre>
 *   handle_request        begun by the event loop that read the request, ended when the answer is written
 *   ├─ validate_input     on a worker
 *   ├─ retrieve_context   on a worker
 *   └─ call_llm           begun on a worker, ended on a thread of the HTTP client
 * </pre>
 *
 * <p>The spans are handed from thread to thread with the work, as any other value; no thread-local
 * is relied upon. Thread-safe.
 */
final class ChatService {
  private static final String MODEL = "gpt-4";
  private static final int MAX_PROMPT_CHARS = 8_000;

  private final WatchlogTracer tracer;
  private final ModelClient model;
  private final Executor workers;
  private final Metadata metadata; // the same for all spans: made once
  private final SpanTally recorded;

  ChatService(
      WatchlogTracer tracer,
      ModelClient model,
      Executor workers,
      Metadata metadata,
      SpanTally recorded) {
    this.tracer = tracer;
    this.model = model;
    this.workers = workers;
    this.metadata = metadata;
    this.recorded = recorded;
  }

  /** Begins a request's trace; whoever writes the answer ends the span. */
  Span begin() {
    try (Trace trace = tracer.startTrace()) { // current on this thread only for this moment
      return trace.startSpan("handle_request", metadata);
    }
  }

  /**
   * Answers a prompt.
   *
   * @param root the request's span
   * @param prompt what the client sent
   * @return the answer; fails with {@link IllegalArgumentException} for a prompt that is refused,
   *     else with what the call of the model failed of
   */
  CompletableFuture<ModelAnswer> answer(Span root, String prompt) {
    return CompletableFuture.supplyAsync(() -> prepare(root, prompt), workers)
        .thenCompose(context -> callModel(root, context));
  }

  /** Ends a span, and counts it as the gateway sees it. */
  void end(Span span, String name, Throwable failure) {
    if (failure != null) {
      span.error(causeOf(failure));
    }
    span.end();
    recorded.add(name, failure == null ? "Success" : "Error");
  }

  /** What a step failed of, without the wrapping of its future. */
  static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private String prepare(Span root, String prompt) {
    String valid = traced(root, "validate_input", span -> validate(span, prompt));
    return traced(root, "retrieve_context", span -> retrieve(span, valid));
  }

  private <T> T traced(Span root, String name, Function<Span, T> step) {
    Span span = root.child(name, metadata);
    try {
      T result = step.apply(span);
      end(span, name, null);
      return result;
    } catch (RuntimeException e) {
      end(span, name, e);
      throw e;
    }
  }

  private static String validate(Span span, String prompt) {
    span.attribute("characters", prompt.length());
    if (prompt.isBlank() || prompt.length() > MAX_PROMPT_CHARS) {
      throw new IllegalArgumentException(
          "prompt must have 1..%d characters, had %d".formatted(MAX_PROMPT_CHARS, prompt.length()));
    }
    return prompt;
  }

  /** Stands for a look-up in a vector store: a short wait, and some text in front of the prompt. */
  private static String retrieve(Span span, String prompt) {
    int documents = 1 + prompt.length() % 3;
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(documents));
    span.attribute("documents", documents);
    return "Answer from " + documents + " documents: " + prompt;
  }

  private CompletableFuture<ModelAnswer> callModel(Span root, String prompt) {
    Span span = root.child("call_llm", metadata).model(MODEL).provider("openai").input(prompt);
    return model
        .ask(prompt)
        .whenComplete(
            (answer, failure) -> {
              if (answer != null) {
                span.output(answer.text())
                    .tokens(answer.inputTokens(), answer.outputTokens())
                    .cost(answer.cost());
              }
              end(span, "call_llm", failure);
            });
  }
}
