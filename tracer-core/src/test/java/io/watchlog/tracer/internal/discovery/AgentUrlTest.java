package io.watchlog.tracer.internal.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentUrlTest {
  private static String refusal(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> AgentUrl.parse(text));
    assertNull(e.getCause());
    return e.getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:3774, http://127.0.0.1:3774/ai-tracer",
    "http://127.0.0.1:3774/, http://127.0.0.1:3774/ai-tracer",
    "http://127.0.0.1:3774///, http://127.0.0.1:3774/ai-tracer",
    "http://127.0.0.1:3774/ai-tracer, http://127.0.0.1:3774/ai-tracer",
    "http://127.0.0.1:3774/ai-tracer//, http://127.0.0.1:3774/ai-tracer",
    "HTTPS://Agent.Example, https://Agent.Example/ai-tracer",
    "http://agent:, http://agent/ai-tracer",
    "http://agent:1/gate/way/, http://agent:1/gate/way/ai-tracer",
    "http://agent:65535/gate/ai-tracer, http://agent:65535/gate/ai-tracer",
    "http://agent/my-ai-tracer, http://agent/my-ai-tracer/ai-tracer",
    "http://agent/a%20b, http://agent/a%20b/ai-tracer",
    "http://watchlog_agent:3774, http://watchlog_agent:3774/ai-tracer",
    "http://watchlog_agent, http://watchlog_agent/ai-tracer",
    "http://watchlog_agent:, http://watchlog_agent/ai-tracer",
    "https://my_stack_agent.tasks-1_x.:65535/, https://my_stack_agent.tasks-1_x.:65535/ai-tracer",
    "http://[::1]:3774, http://[::1]:3774/ai-tracer",
    "http://[fe80::1%10]:3774, http://[fe80::1%10]:3774/ai-tracer",
    "http://[fe80::1%25eth0]:3774, http://[fe80::1%25eth0]:3774/ai-tracer",
    "http://[2001:db8::7], http://[2001:db8::7]/ai-tracer",
  })
  void baseUrlAndFullEndpointBothWork(String text, String url) {
    assertEquals(url, AgentUrl.parse(text).toString());
    assertEquals(url, AgentUrl.parse(url).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'', it has no scheme",
    "agent/x, it has no scheme",
    "//agent/x, it has no scheme",
    "agent:3774, scheme",
    "127.0.0.1:3774, illegal",
    "file:///etc/passwd, scheme",
    "ftp://agent, scheme",
    "jar:http://agent!/, scheme",
    "http:agent, host",
    "http:///path, host",
    "http://, expected authority",
    "http://:3774, host or port",
    "http://10.0.0.256, host or port",
    "http://a_b:x, host or port",
    "http://a_b:-1, host or port",
    "http://a_b:99999999999, host or port",
    "http://a_b:1:2, host or port",
    "http://-a_b, host or port",
    "http://a_b-, host or port",
    "http://a_b..c, host or port",
    "http://a_b%41, host or port",
    "http://a_ü, not ASCII",
    "http://аgent, not ASCII",
    "http://agent。example, not ASCII",
    "http://agent:\u0661, not ASCII",
    "http://agent/ü, not ASCII",
    "http://agent/\u202ex, not ASCII",
    "http://agent/\ufeff, not ASCII",
    "http://agent/\ud800, not ASCII",
    "http://agent/x%0d%0aX-Evil:1, escaped control",
    "http://agent/%00, escaped control",
    "http://agent/%7F, escaped control",
    "http://3774, host is a number",
    "http://3774:80, host is a number",
    "http://1.2.3.4.5, host or port",
    "http://-agent, host or port",
    "http://agent:1:2, host or port",
    "http://agent:+80, host or port",
    "http://[::1]:+80, illegal",
    "http://[fe80::1%25a%0d], illegal",
    "http://$(HOST_IP):3774, host or port",
    "http://a_b;c, host or port",
    "http://_:0, port is out of range",
    "http://a_b:65536, port is out of range",
    "http://user@a_b, user info",
    "http://agent:x, host or port",
    "http://agent:-1, host or port",
    "http://agent:99999999999, host or port",
    "http://agent:0, port is out of range",
    "http://agent:65536, port is out of range",
    "http://user@agent, user info",
    "http://@agent, user info",
    "http://agent/?, query",
    "http://agent/x?a=b, query",
    "http://agent/#, fragment",
    "http://agent/#x, fragment",
    "' http://agent', white space",
    "'http://agent ', white space",
    "http://agent/a b, white space",
    "http://[::1, expected",
    "http://agent/%zz, malformed escape",
    "http://agent\\x, illegal",
  })
  void anythingElseIsRefusedWithTheReason(String text, String reason) {
    String message = refusal(text);
    assertTrue(message.startsWith("must be an http or https URL with a host, a port in 1..65535"));
    assertTrue(message.contains(reason), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\t", "\0", "\u0085", "\u00a0", "\u2028", "\u3000"})
  void lineEndsAndControlCharactersAreRefusedAndShownEscaped(String bad) {
    String message = refusal("http://agent/" + bad + "X-Evil:1");
    assertTrue(message.contains("white space or a control character"), message);
    String escaped = String.format("\\u%04x", (int) bad.charAt(0));
    assertTrue(
        message.endsWith(
            "was \"http://agent/"
                + escaped
                + message.substring(message.indexOf(escaped) + escaped.length())),
        message);
    assertFalse(message.contains(bad), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@agent",
        "http://user:hunter2@agent:99999999",
        "http://u:hun/hunter2@agent",
        "http://u:hunter2 @agent",
        "http://u:hunter2%40agent",
        "u:hunter2@agent",
        "u:hunter2//x@agent",
        "ftp://u:hunter2@agent",
        "http://agent/?token=hunter2",
        "http://agent/#hunter2",
        "http://u:[hunter2@agent"
      })
  void aRefusalNeverShowsASecret(String text) {
    String message = refusal(text);
    assertFalse(message.contains("hunter2"), message);
    assertTrue(message.contains("agent"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u:?hunter2@agent",
        "http://u:hun#hunter2@agent",
        "http://agent?to=me@x&key=hunter2",
        "http://agent/#me@hunter2"
      })
  void whereUserInfoCannotBeToldFromAQueryNothingIsShown(String text) {
    String message = refusal(text);
    assertTrue(message.endsWith(", was \"http://***\""), message);
  }

  @Test
  void whatDoesNotShowIsEscaped() {
    String message = refusal("http://\u0430gent/\u202e\ud83d\ude00");
    assertTrue(message.endsWith("was \"http://\\u0430gent/\\u202e\\u1f600\""), message);
  }

  @Test
  void aLongTextIsRefusedAndCut() {
    String message = refusal("http://agent/" + "x".repeat(1_000_000));
    assertTrue(message.contains("longer than 2048") && message.length() < 500, message);
  }
}
