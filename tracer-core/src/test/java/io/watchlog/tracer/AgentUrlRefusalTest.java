package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent's URL that is none, from wherever it came: refused, explained, and nothing is left. */
final class AgentUrlRefusalTest {
  private static final String PROPERTY = "watchlog.agent.url";
  private static final String VARIABLE = "WATCHLOG_AGENT_URL";
  private static final String RULE =
      "agentUrl must be an http or https URL with a host, a port in 1..65535 if any, "
          + "and no user info, query or fragment; ";
  private static final String SECRET = "hunter2";

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent:3774",
        "//agent:3774",
        "http:agent",
        "http://",
        "http:///ai-tracer",
        "http://a:b:c",
        "http://[::1",
        "http://1.2.3.4.5",
        "http://3774",
        "http://-agent",
        "http://agent\\ai-tracer",
        "http://$(HOST_IP):3774",
        "file:///etc/passwd",
        "ftp://agent",
        "jar:file:///x.jar!/",
        "unix:///run/agent.sock",
        "http://agent/\r\nX-Evil: 1",
        "http://agent/%0d%0aX-Evil:1",
        "http://agent\0",
        " http://agent",
        "http://agent:0",
        "http://agent:65536",
        "http://agent:-1",
        "http://agent:+80",
        "http://agent:99999999999",
        "http://agent:\u0663\u0667",
        "http://\u0430gent",
        "http://agent\u3002example",
        "http://agent/\u202e",
        "http://[fe80::1%25<eth0>]",
        "http://me:" + SECRET + "@agent",
        "http://me:" + SECRET + "%40agent",
        "http://me:?" + SECRET + "@agent",
        "http://agent/?key=" + SECRET,
        "http://agent/?from=me@here&key=" + SECRET,
        "http://agent/#" + SECRET
      })
  void F60_itIsRefusedByItsNameWithTheRuleAndWithoutASecret(String url) {
    assertRefused("", () -> WatchlogTracer.builder("myapp").agentUrl(url));
    assertRefused(
        " (system property " + PROPERTY + ")", () -> config(Map.of(PROPERTY, url), Map.of()));
    assertRefused(
        " (environment variable " + VARIABLE + ")", () -> config(Map.of(), Map.of(VARIABLE, url)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\r\n"})
  void F60_aBlankOneIsRefusedAtTheBuilderAndNoneElsewhere(String blank) {
    assertRefused("", () -> WatchlogTracer.builder("myapp").agentUrl(blank));
    assertTrue(config(Map.of(PROPERTY, blank), Map.of(VARIABLE, blank)).agentUrl().isEmpty());
  }

  @Test
  void F60_aRefusalLeavesNoThreadAndNoFile() throws Exception {
    String export = "export " + VARIABLE + "='http://me:" + SECRET + "@agent'";
    assertEquals(0, ChildJvm.runBehind(List.of(), export, Refused.class, root.toString()));
  }

  private static TracerConfig config(
      Map<String, String> properties, Map<String, String> variables) {
    return WatchlogTracer.builder("myapp")
        .config(new OptionSource(properties::get, variables::get));
  }

  private static void assertRefused(String where, Executable use) {
    var refusal = assertThrows(IllegalArgumentException.class, use);
    String message = refusal.getMessage();
    assertTrue(message.startsWith(RULE), message);
    assertTrue(message.contains(", was \"") && message.endsWith("\"" + where), message);
    assertTrue(message.chars().allMatch(c -> c >= ' ' && c < 0x7f), message);
    for (Throwable e = refusal; e != null; e = e.getCause()) {
      assertFalse(e.toString().contains(SECRET), e.toString());
    }
  }

  static final class Refused {
    private Refused() {}

    public static void main(String[] args) throws IOException {
      Path root = Path.of(args[0]);
      TracerBuilder builder = WatchlogTracer.builder("myapp").queueDirectory(root);
      assertRefused(" (environment variable " + VARIABLE + ")", builder::build);
      System.setProperty(PROPERTY, "file:///etc/passwd");
      assertRefused(" (system property " + PROPERTY + ")", builder::build);
      assertRefused("", () -> builder.agentUrl("http://agent:65536"));
      assertTrue(
          Thread.getAllStackTraces().keySet().stream()
              .noneMatch(thread -> thread.getName().startsWith("watchlog")));
      try (Stream<Path> files = Files.list(root)) {
        assertEquals(List.of(), files.toList());
      }
      System.setProperty(PROPERTY, "http://127.0.0.1:1");
      builder.build().close();
    }
  }
}
