package io.watchlog.tracer.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.examples.agent.LocalAgent;
import io.watchlog.tracer.examples.quickstart.QuickStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs as they are started, with a tracer and an agent that are real. */
@Timeout(120)
class TracingProgramsTest {
  private static final String URL_PROPERTY = "watchlog.agent.url";
  private static final String QUEUE_PROPERTY = "watchlog.tracer.queueDirectory";

  @BeforeEach
  void useNothingOfThisMachine(@TempDir Path queue) throws IOException {
    System.setProperty(QUEUE_PROPERTY, queue.toString());
    System.setProperty(URL_PROPERTY, "http://127.0.0.1:" + closedPort());
  }

  @AfterEach
  void restore() {
    System.clearProperty(URL_PROPERTY);
    System.clearProperty(QUEUE_PROPERTY);
  }

  @Test
  void quickStartPrintsTheTreeThatItsLocalAgentReceived() {
    ProgramRun run = ProgramRun.of();

    assertEquals(0, run.exitCode(), run.out());
    assertPrints(run, "trace-[-0-9a-f]{36} quickstart: 3 spans, \\d+ ms, 42 tokens, \\$0\\.002");
    assertPrints(run, "└─ handle_request +\\d+ ms  Success");
    assertPrints(run, "   ├─ validate_input +[0-9.]+ ms  Success");
    assertPrints(
        run, "   └─ call_llm +\\d+ ms  Success  gpt-4 \\(openai\\)  42 tokens  \\$0\\.002");
    assertPrints(run, "tracer: 3 ended \\+ 0 adopted = 3 delivered \\+ 0 pending");
    assertPrints(run, "every span was delivered");
  }

  @Test
  void quickStartThatIsToStayServesItsPageUntilItIsStopped() throws Exception {
    try (RunningProgram program =
        new RunningProgram(out -> QuickStart.run(List.of("--keep"), out))) {
      String line = program.next();
      while (!line.startsWith("look at it on ")) {
        line = program.next();
      }
      URI page = URI.create(line.replaceAll(".*(http[^,]*),.*", "$1"));
      HttpResponse<String> traces =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(page.resolve("/api/traces")).build(),
                  BodyHandlers.ofString());
      assertTrue(traces.body().contains("\"name\":\"handle_request\""), traces.body());
    }
  }

  @Test
  void quickStartSaysWhereThePageIsOfAnAgentThatHasOne() {
    try (LocalAgent agent = LocalAgent.start(0)) {
      System.setProperty(URL_PROPERTY, agent.url().toString());
      ProgramRun run = ProgramRun.of("quickstart");

      assertPrints(run, "look at it on " + agent.pageUrl() + "#/trace/trace-[-0-9a-f]{36}");
    }
  }

  @Test
  void quickStartSendsToAnAgentThatAnswers() {
    try (LocalAgent agent = LocalAgent.start(0)) {
      System.setProperty(URL_PROPERTY, agent.url().toString());
      ProgramRun run = ProgramRun.of("quickstart");

      assertEquals(0, run.exitCode(), run.out());
      assertEquals(3, agent.received());
      assertPrints(run, "sent trace-[-0-9a-f]{36} to the agent at " + agent.url());
    }
  }

  @Test
  void theGatewaysSpansAreTheSameOnBothSides() {
    ProgramRun run = ProgramRun.of("gateway", "--requests", "100", "--concurrency", "8");

    assertEquals(0, run.exitCode(), run.out());
    assertPrints(run, "answers in .*: \\d+ × 200, \\d+ × 400, .*none × 0.*");
    assertPrints(run, "call_llm +Error +(\\d+) +\\1");
    assertPrints(run, "handle_request +Success +(\\d+) +\\1");
    assertPrints(run, "validate_input +Error +(\\d+) +\\1");
    assertPrints(run, "all +(\\d+) +\\1");
    assertPrints(run, "tracer: (\\d+) ended \\+ 0 adopted = \\1 delivered \\+ 0 pending");
    assertPrints(run, "every span that was recorded has arrived");
  }

  @Test
  void theGatewaySaysWhenItsSpansDoNotArrive() throws IOException {
    ProgramRun run =
        ProgramRun.of("gateway", "--requests", "5", "--agent", "http://127.0.0.1:" + closedPort());

    assertEquals(1, run.exitCode(), run.out());
    assertPrints(run, "NOT every span that was recorded has arrived");
  }

  @Test
  void theGatewayRefusesAnAgentUrlThatIsNone() {
    ProgramRun run = ProgramRun.of("gateway", "--agent", "ftp://agent");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("agentUrl") && run.err().contains("ftp://agent"), run.err());
  }

  private static void assertPrints(ProgramRun run, String line) {
    assertTrue(
        run.out().lines().anyMatch(Pattern.compile(line).asMatchPredicate()),
        () -> "no line like " + line + " in\n" + run.out());
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
