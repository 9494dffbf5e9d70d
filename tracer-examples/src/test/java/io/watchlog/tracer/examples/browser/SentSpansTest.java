package io.watchlog.tracer.examples.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchlog.tracer.examples.agent.LocalAgent;
import io.watchlog.tracer.examples.gateway.GatewayExample;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The spans that the gateway sent, byte for byte, each compared with what the page shows of it. */
@Timeout(300)
@EnabledIf(
    value = "io.watchlog.tracer.examples.browser.Browser#isInstalled",
    disabledReason = Browser.NOT_INSTALLED)
class SentSpansTest {
  private static final int REQUESTS = 40;
  private static final ObjectMapper JSON = new ObjectMapper();
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
  private LocalAgent agent;
  private Relay relay;

  @BeforeEach
  void startAnAgent() throws IOException {
    System.setProperty(QUEUE_PROPERTY, queue.toString());
    agent = LocalAgent.start(0);
    relay = new Relay(agent.url());
  }

  @AfterEach
  void stopIt() {
    relay.close();
    agent.close();
    System.clearProperty(QUEUE_PROPERTY);
  }

  @Test
  void everySpanIsShownAsItWasSent() throws IOException {
    try (Browser browser = new Browser()) {
      browser.resize(1440, 900);
      browser.open(agent.pageUrl());
      runTheGateway();
      Map<String, List<JsonNode>> traces = new HashMap<>();
      int sent = 0;
      for (String body : relay.bodies()) {
        for (JsonNode span : JSON.readTree(body)) {
          String id = span.get("traceId").asText();
          traces.computeIfAbsent(id, t -> new ArrayList<>()).add(span);
          sent++;
        }
      }
      browser.until(
          "document.querySelectorAll('#traces tbody tr').length === arguments[0]", traces.size());
      browser.until(
          "document.querySelector('[data-total=received]').textContent === String(arguments[0])",
          sent);

      int compared = 0;
      for (Map.Entry<String, List<JsonNode>> trace : traces.entrySet()) {
        Object read = browser.evalAsync(READ_TRACE, trace.getKey(), trace.getValue().size());
        Map<String, JsonNode> shown = new HashMap<>();
        JSON.readTree((String) read).forEach(s -> shown.put(s.get("spanId").asText(), s));
        for (JsonNode span : trace.getValue()) {
          assertShown(span, shown.get(span.get("spanId").asText()));
          compared++;
        }
      }
      assertEquals(sent, compared);
      assertTrue(compared >= REQUESTS * 3, compared + " spans");
    }
  }

  private void runTheGateway() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    List<String> args =
        List.of("--requests", String.valueOf(REQUESTS), "--agent", relay.url().toString());
    assertEquals(0, GatewayExample.run(args, nowhere));
  }

  private static void assertShown(JsonNode sent, JsonNode shown) {
    assertEquals(sent.get("name").asText(), shown.get("listed").asText());
    for (String field : List.of("name", "app", "status", "input", "output")) {
      assertEquals(sent.get(field).asText(), shown.get(field).asText(), field);
    }
    for (String field : List.of("parentId", "model", "provider")) {
      JsonNode value = sent.get(field);
      boolean isNone = value.isNull() || value.asText().isEmpty();
      assertEquals(isNone ? "none" : value.asText(), shown.get(field).asText(), field);
    }
    long startUs = epochUs(sent.get("startTime"));
    assertEquals(startUs, shown.get("startUs").asLong());
    assertEquals(epochUs(sent.get("endTime")) - startUs, shown.get("durationUs").asLong());
    assertEquals(sent.get("tokens").asLong(), shown.get("tokens").asLong());
    assertEquals(sent.get("cost").asDouble(), shown.get("cost").asDouble());
    List<String> metadata = new ArrayList<>();
    shown.get("metadata").forEach(e -> metadata.add(e.get(0).asText() + "=" + e.get(1).asText()));
    List<String> expected = new ArrayList<>();
    sent.get("metadata").properties().forEach(e -> expected.add(e.getKey() + "=" + e.getValue()));
    assertEquals(expected, metadata);
  }

  private static long epochUs(JsonNode time) {
    return ChronoUnit.MICROS.between(
        Instant.EPOCH, OffsetDateTime.parse(time.asText()).toInstant());
  }
}
