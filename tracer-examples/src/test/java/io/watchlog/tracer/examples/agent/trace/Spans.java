package io.watchlog.tracer.examples.agent.trace;

import java.util.Map;

/** Received spans of few words, for tests of what is done with them. */
final class Spans {
  private Spans() {}

  static ReceivedSpan span(String traceId, String id, String parentId, String name, long startUs) {
    return span(traceId, id, parentId, name, startUs, "\"\"", Map.of());
  }

  static ReceivedSpan span(String id, String parentId, String name, long startUs) {
    return span("trace-1", id, parentId, name, startUs);
  }

  static ReceivedSpan failed(String id, String parentId, String name, Map<String, String> why) {
    return span("trace-1", id, parentId, name, 0, "", why);
  }

  static ReceivedSpan llm(String id, String parentId, String name, long startUs) {
    return new ReceivedSpan(
        "trace-1", id, parentId, "myapp", name, startUs, 140_000, 42, 0.002, "gpt-4", "openai",
        "\"\"", "\"ok\"", Map.of());
  }

  private static ReceivedSpan span(
      String traceId,
      String id,
      String parentId,
      String name,
      long startUs,
      String output,
      Map<String, String> metadata) {
    return new ReceivedSpan(
        traceId, id, parentId, "myapp", name, startUs, 1_200, 0, 0, "", "", "", output, metadata);
  }
}
