package io.watchlog.tracer;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A place of the API that takes what a user writes. */
interface SecretPlace {
  /** All that are looked at by redaction. */
  List<SecretPlace> ALL =
      List.of(
          at((span, planted) -> span.input(planted.text()).end()),
          at((span, planted) -> span.output(planted.text()).end()),
          at((span, planted) -> span.output(planted.text()).error("failed").end()),
          at((span, planted) -> span.error(planted.text()).end()),
          at((span, planted) -> span.error(new IllegalStateException(planted.text())).end()),
          at((span, planted) -> span.attribute("note", planted.text()).end()),
          at((span, planted) -> span.attribute("db.password", planted.secret()).end()),
          at((span, planted) -> span.attribute(planted.text(), 1).end()),
          at(
              (span, planted) ->
                  span.input(Map.of("a", List.of(Map.of("b", planted.text())))).end()),
          at(
              (span, planted) ->
                  span.output(
                          List.of(Map.of("apiKey", List.of("a", Map.of("b", planted.secret())))))
                      .end()),
          at((span, planted) -> span.input(Map.of(planted.text(), 1)).end()),
          at((span, planted) -> span.input(planted.text().toCharArray()).end()),
          at(
              (span, planted) ->
                  span.input(Collections.singletonList(new StringBuilder(planted.text()))).end()),
          at((span, planted) -> span.output(new Object[][] {{planted.text()}}).end()),
          at((span, planted) -> span.output(Arrays.asList(Optional.of(planted.text()))).end()),
          at((span, planted) -> span.end(data(planted).build())),
          at((span, planted) -> span.end(data(planted).error(planted.text()).build())),
          (tracer, name, planted) ->
              tracer.startSpan(name, Metadata.of("note", planted.text())).end(),
          (tracer, name, planted) ->
              tracer.startSpan(name, Metadata.of("userPassword", planted.secret())).end(),
          (tracer, name, planted) ->
              tracer
                  .startSpan(name, Metadata.of("a", Map.of("b", List.of(planted.text()))))
                  .attribute("a", "other")
                  .attribute("c", planted.text())
                  .end(),
          (tracer, name, planted) ->
              tracer.startSpan(name, Metadata.of(planted.text(), 1, "b", planted.text())).end());

  /** Ends a span of this name with the secret in this place. */
  void put(WatchlogTracer tracer, String name, PlantedSecret planted);

  private static SecretPlace at(BiConsumer<Span, PlantedSecret> call) {
    return (tracer, name, planted) -> call.accept(tracer.startSpan(name), planted);
  }

  private static SpanData.Builder data(PlantedSecret planted) {
    return SpanData.builder()
        .input(planted.text())
        .output(List.of(planted.text()))
        .attribute("note", planted.text());
  }
}
