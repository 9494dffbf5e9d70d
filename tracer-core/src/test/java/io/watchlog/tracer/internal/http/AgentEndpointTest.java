package io.watchlog.tracer.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentEndpointTest {
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:3774/ai-tracer, false, 127.0.0.1, 3774, /ai-tracer, 127.0.0.1:3774",
    "http://agent/ai-tracer, false, agent, 80, /ai-tracer, agent",
    "http://agent:80/a, false, agent, 80, /a, agent",
    "https://agent.example/a, true, agent.example, 443, /a, agent.example",
    "https://agent:80/a%20b, true, agent, 80, /a%20b, agent:80",
    "http://[::1]:3774/x, false, ::1, 3774, /x, [::1]:3774",
    "http://[fe80::1%25eth0]/x, false, fe80::1%eth0, 80, /x, [fe80::1]",
    "http://[fe80::1%eth0]/x, false, fe80::1%eth0, 80, /x, [fe80::1]",
    "http://node_agent:3774/x, false, node_agent, 3774, /x, node_agent:3774",
    "http://agent, false, agent, 80, /, agent",
    "HTTP://agent:/x, false, agent, 80, /x, agent"
  })
  void takesUrisApart(String uri, boolean tls, String host, int port, String path, String header) {
    assertEquals(
        new AgentEndpoint(tls, host, port, path, header), AgentEndpoint.of(URI.create(uri)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:/tmp/x", "ftp://agent/x", "http:/x", "x", "http://agent:99999/x"})
  void refusesWhatNamesNoAgent(String uri) {
    assertThrows(IllegalArgumentException.class, () -> AgentEndpoint.of(URI.create(uri)));
  }

  @Test
  void showsItself() {
    URI uri = URI.create("http://[::1]:3774/ai-tracer");
    assertEquals(uri.toString(), AgentEndpoint.of(uri).toString());
  }
}
