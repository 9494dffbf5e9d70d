package io.watchlog.tracer.examples.agent;

import static io.watchlog.tracer.examples.agent.SpanJson.batch;
import static io.watchlog.tracer.examples.agent.SpanJson.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.examples.ProgramRun;
import io.watchlog.tracer.examples.RunningProgram;
import io.watchlog.tracer.examples.cli.UsageException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentProgramTest {
  @Test
  void printsItsPortTheTreesAndWhatItReceived() throws Exception {
    try (RunningProgram program =
        new RunningProgram(out -> AgentProgram.run(List.of("--port", "0"), out))) {
      String first = program.next();
      URI url = URI.create(first.replaceAll(".*(http://[^,]*),.*", "$1"));
      assertEquals("look at your spans on " + url.resolve("/"), program.next());
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .POST(BodyPublishers.ofString(batch(span("span-1", null, "handle_request"))))
              .build();
      assertEquals(
          200, HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode());

      assertEquals("trace-1 myapp: 1 span, 100 ms, 0 tokens, $0", program.next());
      assertEquals("└─ handle_request   100 ms  Success", program.next());
      assertEquals("", program.next());
      program.interrupt();
      assertEquals("received 1 spans, skipped 0", program.next());
    }
  }

  @Test
  void whatIsToBeImportedIsThereBeforeAnythingArrives(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("spans.jsonl");
    Files.writeString(file, span("span-1", null, "imported") + "\noops\n");
    List<String> args = List.of("--port=0", "--import", file.toString());
    try (RunningProgram program = new RunningProgram(out -> AgentProgram.run(args, out))) {
      program.await("imported 1 spans, skipped 0, could not read 1");
      program.await("└─ imported   100 ms  Success");
    }
  }

  @Test
  void anImportThatCannotBeReadEndsIt(@TempDir Path directory) {
    String missing = directory.resolve("missing").toString();
    ProgramRun run = ProgramRun.of("agent", "--port=0", "--import", missing);

    assertEquals(1, run.exitCode());
    assertTrue(run.out().contains("cannot import " + missing), run.out());
  }

  @Test
  void quietPrintsNoTraces(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("x"), span("s", null, "r").toString());
    List<String> args = List.of("--port=0", "--quiet", "--import", file.toString());
    try (RunningProgram program = new RunningProgram(out -> AgentProgram.run(args, out))) {
      program.await("imported 1 spans, skipped 0, could not read 0");
      program.interrupt();
      assertEquals("received 1 spans, skipped 0", program.next());
    }
  }

  @Test
  void aBadPortIsRefusedWithItsRange() {
    UsageException refused =
        assertThrows(
            UsageException.class, () -> AgentProgram.run(List.of("--port=65536"), System.out));

    assertEquals("--port must be in 0..65535, was 65536", refused.getMessage());
    assertTrue(
        assertThrows(
                UsageException.class, () -> AgentProgram.run(List.of("--prot", "1"), System.out))
            .getMessage()
            .contains("--prot"));
  }
}
