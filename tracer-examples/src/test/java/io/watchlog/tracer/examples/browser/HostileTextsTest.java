package io.watchlog.tracer.examples.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchlog.tracer.examples.agent.AgentOptions;
import io.watchlog.tracer.examples.agent.LocalAgent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A hundred hostile texts in every place of a span: they are shown, and nothing else happens. */
@Timeout(300)
@EnabledIf(
    value = "io.watchlog.tracer.examples.browser.Browser#isInstalled",
    disabledReason = Browser.NOT_INSTALLED)
class HostileTextsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is there that a text could have added, beside the places where texts are shown. */
  private static final String SHAPE =
      """
      (() => {
        const all = [...document.querySelectorAll('*')];
        return JSON.stringify([
          'ran' in window,
          document.title,
          [...document.scripts].map(s => s.src),
          all.filter(e => e.getAttributeNames().some(n => n.startsWith('on'))).length,
          all.filter(e => ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'VIDEO', 'MATH', 'MARQUEE']
            .includes(e.tagName)).length,
          all.filter(e => ['href', 'src', 'action', 'formaction'].some(name =>
            e.hasAttribute(name) && new URL(e.getAttribute(name), location).origin
              !== location.origin)).length,
          Object.keys(Object.prototype).length,
          window.violations,
          document.querySelector('#top').getBoundingClientRect().height,
          document.documentElement.scrollWidth <= innerWidth,
        ]);
      })()
      """;

  /** Opens the only span of a trace and tells what is shown of it. */
  private static final String READ_SPAN =
      """
      const [id, done] = arguments;
      const frame = () => new Promise(requestAnimationFrame);
      const find = (css) => document.querySelector(css);
      const ready = async (condition) => { while (!condition()) await frame(); };
      const whole = (element) => {
        element.querySelectorAll('button.show-all').forEach(b => b.hidden || b.click());
        return element;
      };
      (async () => {
        location.hash = '#/trace/' + id;
        await ready(() => find('#trace-head').textContent.includes(id) && find('.span-row'));
        find('.span-button').click();
        await ready(() => find('#details [data-field=name]'));
        const text = (css) => whole(find(css)).querySelector('.user').textContent;
        const fact = (name) => {
          const field = find(`#details [data-field=${name}]`);
          return field.closest('.long-text') ? whole(field.closest('.long-text'))
            .querySelector('.user').textContent : field.textContent;
        };
        const entry = find('#details table.metadata tr');
        done(JSON.stringify({
          name: fact('name'), app: fact('app'), model: fact('model'), provider: fact('provider'),
          input: text('#details section[aria-label=Input] .long-text'),
          output: text('#details section[aria-label=Output] .long-text'),
          key: whole(entry.querySelector("th")).querySelector(".user").textContent,
          value: text('#details table.metadata td .long-text'),
        }));
      })();
      """;

  private LocalAgent agent;
  private Browser browser;

  @BeforeEach
  void start() {
    agent = LocalAgent.start(AgentOptions.defaults().withPort(0).withMaxBytes(1L << 30));
    browser = new Browser().resize(1440, 900);
  }

  @AfterEach
  void stop() {
    browser.close();
    agent.close();
  }

  @Test
  void aHundredHostileTextsAreShownAndChangeNothingElse() throws Exception {
    List<String> texts = HostileTexts.all();
    send("plain", "plain");
    open();
    browser.until("document.querySelectorAll('#traces tbody tr').length === 1");
    Object shape = browser.eval(SHAPE);

    for (int i = 0; i < texts.size(); i++) {
      send("t" + i, texts.get(i));
    }
    browser.until("document.querySelectorAll('#traces tbody tr').length === 101");
    assertEquals(shape, browser.eval(SHAPE));

    for (int i = 0; i < texts.size(); i++) {
      JsonNode shown = JSON.readTree((String) browser.evalAsync(READ_SPAN, "t" + i));
      String text = texts.get(i);
      for (String field : List.of("name", "app", "model", "provider", "input", "output", "value")) {
        String value = shown.get(field).asText();
        boolean isIndented = text.startsWith("{\"a\":") && value.startsWith("{\n");
        assertEquals(text, isIndented ? value.replaceAll("\\s", "") : value);
      }
      assertEquals(key(text), shown.get("key").asText());
    }
    browser.eval("location.hash = '#/'");
    browser.until("!document.querySelector('#list-view').hidden");
    browser.until("document.querySelectorAll('#traces tbody tr').length === 101");
    assertEquals(shape, browser.eval(SHAPE));
    assertFalse((Boolean) browser.eval("'ran' in window"));
  }

  private void open() {
    browser.open(agent.pageUrl());
    browser.eval(
        "(() => { window.violations = 0;"
            + " document.addEventListener('securitypolicyviolation', () => window.violations++); })()");
  }

  private void send(String traceId, String text) throws Exception {
    ObjectNode span = JSON.createObjectNode();
    span.put("traceId", traceId).put("spanId", "s").putNull("parentId");
    span.put("app", text).put("name", text).put("model", text).put("provider", text);
    span.put("startTime", "2026-11-22T15:00:00Z").put("endTime", "2026-11-22T15:00:01Z");
    String quoted = JSON.writeValueAsString(text);
    span.put("input", quoted).put("output", quoted);
    span.putObject("metadata").put(key(text), text);
    TestHttp.post(agent.url(), "[" + asciiOf(span) + "]");
  }

  /** The parser takes half a surrogate pair in a value, but not in a key. */
  private static String key(String text) {
    boolean isPaired = StandardCharsets.UTF_8.newEncoder().canEncode(text);
    return isPaired && text.length() <= 100 ? text : "k";
  }

  /** With escapes, so that half a pair gets there. */
  private static String asciiOf(ObjectNode span) throws Exception {
    return JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(span);
  }
}
