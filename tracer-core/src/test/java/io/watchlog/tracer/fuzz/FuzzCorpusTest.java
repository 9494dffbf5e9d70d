package io.watchlog.tracer.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.watchlog.tracer.SpanFuzz;
import io.watchlog.tracer.internal.encode.RedactionFuzz;
import io.watchlog.tracer.internal.http.AnswerFuzz;
import io.watchlog.tracer.internal.log.DeadLetterFuzz;
import io.watchlog.tracer.internal.log.LogFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer has found once does not come back: all inputs that are kept, without it. */
class FuzzCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/fuzz");

  interface Target {
    void run(byte[] input) throws IOException;
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        arguments("span", (Target) SpanFuzz::fuzzerTestOneInput),
        arguments("redaction", (Target) RedactionFuzz::fuzzerTestOneInput),
        arguments("log", (Target) LogFuzz::fuzzerTestOneInput),
        arguments("dead-letter", (Target) DeadLetterFuzz::fuzzerTestOneInput),
        arguments("answer", (Target) AnswerFuzz::fuzzerTestOneInput));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  @Timeout(120) // against a loop
  void whatIsKeptHolds(String name, Target target) throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
      inputs = files.sorted().toList();
    }
    assertFalse(inputs.isEmpty());
    for (Path input : inputs) {
      try {
        target.run(Files.readAllBytes(input));
      } catch (Throwable e) {
        throw new AssertionError("with " + input, e);
      }
    }
  }
}
