package io.watchlog.tracer.examples.agent;

import static io.watchlog.tracer.examples.agent.SpanJson.batch;
import static io.watchlog.tracer.examples.agent.SpanJson.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.examples.cli.UsageException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AgentProgramTest {
  @Test
  void printsItsPortTheTreesAndWhatItReceived() throws Exception {
    PipedOutputStream pipe = new PipedOutputStream();
    BufferedReader printed =
        new BufferedReader(
            new InputStreamReader(new PipedInputStream(pipe, 1 << 16), StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(pipe, true, StandardCharsets.UTF_8);
    Thread program = new Thread(() -> AgentProgram.run(List.of("--port", "0"), out));
    program.start();

    String first = printed.readLine();
    URI url = URI.create(first.replaceAll(".*(http://[^,]*),.*", "$1"));
    assertEquals("look at your spans on " + url.resolve("/"), printed.readLine());
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .POST(BodyPublishers.ofString(batch(span("span-1", null, "handle_request"))))
            .build();
    assertEquals(
        200, HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode());

    assertEquals("trace-1 myapp: 1 span, 100 ms, 0 tokens, $0", printed.readLine());
    assertEquals("└─ handle_request   100 ms  Success", printed.readLine());
    assertEquals("", printed.readLine());
    program.interrupt();
    assertEquals("received 1 spans, skipped 0", printed.readLine());
    program.join();
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
