package io.watchlog.tracer.examples.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchlog.tracer.examples.agent.AgentOptions;
import io.watchlog.tracer.examples.agent.LocalAgent;
import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import io.watchlog.tracer.examples.gateway.GatewayExample;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's spans, each compared with what the page shows of it. */
@Timeout(300)
@EnabledIf(
    value = "io.watchlog.tracer.examples.browser.Browser#isInstalled",
    disabledReason = Browser.NOT_INSTALLED)
class SentSpansTest {
  private static final int REQUESTS = 40;
  private static final String QUEUE_PROPERTY = "watchlog.tracer.queueDirectory";

  /** Opens a trace, then each of its spans, and tells what is shown. */
  private static final String READ_TRACE =
      """
      const [id, count, done] = arguments;
      const frame = () => new Promise(requestAnimationFrame);
      const all = (css) => [...document.querySelectorAll(css)];
      (async () => {
        location.hash = '#/trace/' + id;
        const head = document.querySelector('#trace-head');
        while (!head.textContent.includes(id) || all('.span-row').length !== count) await frame();
        const read = [];
        for (const row of all('.span-row')) {
          row.querySelector('.span-button').click();
          const shownId = () => document.querySelector('#details [data-field=spanId]')?.textContent;
          while (shownId() !== row.dataset.spanId) await frame();
          const raw = (element) => {
            const button = element.querySelector('button.raw');
            if (button && !button.hidden) button.click();
            return element.querySelector('pre').textContent;
          };
          const span = { listed: row.querySelector('.span-name').textContent };
          for (const field of all('#details [data-field]')) {
            const name = field.dataset.field;
            span[name] = field.dataset.value ?? field.textContent;
          }
          span.input = raw(document.querySelector('#details section[aria-label=Input]'));
          span.output = raw(document.querySelector('#details section[aria-label=Output]'));
          span.metadata = all('#details table.metadata tr').map(
            (entry) => [entry.querySelector('th .user').textContent, raw(entry)]);
          read.push(span);
        }
        done(JSON.stringify(read));
      })();
      """;

  @TempDir Path queue;
  private final Queue<ReceivedSpan> sent = new ConcurrentLinkedQueue<>();
  private LocalAgent agent;

  @BeforeEach
  void startAnAgent() {
    System.setProperty(QUEUE_PROPERTY, queue.toString());
    agent = LocalAgent.start(AgentOptions.defaults().withPort(0).withOnSpan(sent::add));
  }

  @AfterEach
  void stopIt() {
    agent.close();
    System.clearProperty(QUEUE_PROPERTY);
  }

  @Test
  void everySpanIsShownAsItWasSent() throws IOException {
    try (Browser browser = new Browser()) {
      browser.resize(1440, 900);
      browser.open(agent.pageUrl());
      runTheGateway();
      Map<String, List<ReceivedSpan>> traces = new HashMap<>();
      sent.forEach(
          span -> traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span));
      browser.until(
          "document.querySelectorAll('#traces tbody tr').length === arguments[0]", traces.size());
      browser.until(
          "document.querySelector('[data-total=received]').textContent === String(arguments[0])",
          sent.size());

      int compared = 0;
      for (Map.Entry<String, List<ReceivedSpan>> trace : traces.entrySet()) {
        Object shown = browser.evalAsync(READ_TRACE, trace.getKey(), trace.getValue().size());
        Map<String, JsonNode> byId = new HashMap<>();
        new ObjectMapper()
            .readTree((String) shown)
            .forEach(s -> byId.put(s.get("spanId").asText(), s));
        for (ReceivedSpan span : trace.getValue()) {
          assertShown(span, byId.get(span.spanId()));
          compared++;
        }
      }
      assertEquals(sent.size(), compared);
      assertTrue(compared >= REQUESTS * 3, compared + " spans");
    }
  }

  private void runTheGateway() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    List<String> args =
        List.of("--requests", String.valueOf(REQUESTS), "--agent", agent.url().toString());
    assertEquals(0, GatewayExample.run(args, nowhere));
  }

  private static void assertShown(ReceivedSpan sent, JsonNode shown) {
    assertEquals(sent.name(), shown.get("listed").asText());
    assertEquals(sent.name(), shown.get("name").asText());
    assertEquals(orNone(sent.parentId()), shown.get("parentId").asText());
    assertEquals(sent.app(), shown.get("app").asText());
    assertEquals(sent.status(), shown.get("status").asText());
    assertEquals(orNone(sent.model()), shown.get("model").asText());
    assertEquals(orNone(sent.provider()), shown.get("provider").asText());
    assertEquals(sent.startUs(), shown.get("startUs").asLong());
    assertEquals(sent.durationUs(), shown.get("durationUs").asLong());
    assertEquals(sent.tokens(), shown.get("tokens").asLong());
    assertEquals(sent.cost(), shown.get("cost").asDouble());
    assertEquals(sent.input(), shown.get("input").asText());
    assertEquals(sent.output(), shown.get("output").asText());
    List<String> metadata = new ArrayList<>();
    shown.get("metadata").forEach(e -> metadata.add(e.get(0).asText() + "=" + e.get(1).asText()));
    List<String> expected = new ArrayList<>();
    sent.metadata().forEach((key, value) -> expected.add(key + "=" + value));
    assertEquals(expected, metadata, sent.spanId());
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }
}
