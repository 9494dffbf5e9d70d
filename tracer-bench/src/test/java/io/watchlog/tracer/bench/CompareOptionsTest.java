package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompareOptionsTest {
  private static CompareOptions parse(String... args) {
    return CompareOptions.parse(args);
  }

  @Test
  void withoutOptionsEverythingIsComparedShortly() {
    assertEquals(
        new CompareOptions(
            Effort.SHORT, EnumSet.allOf(Goal.class), Path.of("tracer-bench", "results")),
        parse());
  }

  @Test
  void allOptionsAreTaken() {
    assertEquals(
        new CompareOptions(Effort.FULL, Set.of(Goal.B1, Goal.B3), Path.of("elsewhere")),
        parse("--full", "--only", "B1,B3", "--out", "elsewhere"));
  }

  @Test
  void onlyTheReportCanBeMade() {
    assertEquals(Set.of(), parse("--only", "none").only());
  }

  @Test
  void whatIsUnknownOrIncompleteIsRefused() {
    for (List<String> args :
        List.of(
            List.of("--medium"), List.of("--only"), List.of("--only", "B9"), List.of("--out"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> CompareOptions.parse(args.toArray(new String[0])),
          args.toString());
    }
  }

  @Test
  void theEndToEndProgramKnowsItsSubjects() {
    EndToEndOptions options =
        EndToEndOptions.parse(new String[] {"--subject", "opentelemetry", "--json", "out.json"});

    assertEquals(EndToEndOptions.Subject.OPENTELEMETRY, options.subject());
    assertEquals(Path.of("out.json"), options.json().orElseThrow());
    assertThrows(
        IllegalArgumentException.class,
        () -> EndToEndOptions.parse(new String[] {"--subject", "nobody"}));
  }
}
