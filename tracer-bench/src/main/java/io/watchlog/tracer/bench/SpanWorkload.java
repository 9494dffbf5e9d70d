package io.watchlog.tracer.bench;

import io.watchlog.tracer.Metadata;
import io.watchlog.tracer.Span;
import io.watchlog.tracer.WatchlogTracer;

/**
 * The span that everything is measured with: one root span with the seven values, about 650 bytes
 * on the wire. Immutable.
 */
final class SpanWorkload {
  static final String NAME = "call_llm";
  static final String MODEL = "gpt-4";
  static final String PROVIDER = "openai";
  static final double COST = 0.0021;

  private static final int TEXTS = 64;
  private static final String[] INPUTS =
      texts(
          "Summarize the support ticket %02d in one sentence, for the team that is on call tonight.");
  private static final String[] OUTPUTS =
      texts("The customer of ticket %02d asks for a refund, since the parcel was late.");

  static final String FEATURE = "ai-summary";
  static final String STEP = "generate";
  static final String PROMPT_VERSION = "v2";
  static final Metadata METADATA =
      Metadata.builder().feature(FEATURE).step(STEP).promptVersion(PROMPT_VERSION).build();

  private SpanWorkload() {}

  private static String[] texts(String pattern) {
    String[] texts = new String[TEXTS];
    for (int i = 0; i < TEXTS; i++) {
      texts[i] = String.format(pattern, i);
    }
    return texts;
  }

  static String input(int i) {
    return INPUTS[i & (TEXTS - 1)];
  }

  static String output(int i) {
    return OUTPUTS[i & (TEXTS - 1)];
  }

  static int tokens(int i) {
    return 40 + (i & 255);
  }

  /** Records some spans, one after the other. */
  static void record(WatchlogTracer tracer, int spans) {
    for (int i = 0; i < spans; i++) {
      recordOne(tracer, i);
    }
  }

  /** Records a span with the values of that number. */
  static void recordOne(WatchlogTracer tracer, int i) {
    Span span = tracer.startTrace().startSpan(NAME, METADATA);
    span.tokens(tokens(i)).cost(COST).model(MODEL).provider(PROVIDER);
    span.input(input(i)).output(output(i));
    span.end();
  }

  /** The same by a caller that keeps the last handles, as if a callback were to end its span. */
  static void record(WatchlogTracer tracer, int spans, Span[] kept) {
    for (int i = 0; i < spans; i++) {
      Span span = tracer.startTrace().startSpan(NAME, METADATA);
      kept[i & (kept.length - 1)] = span;
      span.tokens(tokens(i)).cost(COST).model(MODEL).provider(PROVIDER);
      span.input(input(i)).output(output(i));
      span.end();
    }
  }
}
