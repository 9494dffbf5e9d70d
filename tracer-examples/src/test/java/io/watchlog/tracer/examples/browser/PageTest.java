package io.watchlog.tracer.examples.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.Metadata;
import io.watchlog.tracer.Span;
import io.watchlog.tracer.Trace;
import io.watchlog.tracer.WatchlogTracer;
import io.watchlog.tracer.examples.agent.LocalAgent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page in a real browser, fed by a real tracer. */
@Timeout(180)
@EnabledIf(
    value = "io.watchlog.tracer.examples.browser.Browser#isInstalled",
    disabledReason = Browser.NOT_INSTALLED)
class PageTest {
  private static Browser browser;

  @TempDir Path queue;
  private LocalAgent agent;
  private WatchlogTracer tracer;

  @BeforeAll
  static void startBrowser() {
    browser = new Browser();
  }

  @AfterAll
  static void endBrowser() {
    browser.close();
  }

  @BeforeEach
  void openThePage() {
    agent = LocalAgent.start(0);
    tracer = WatchlogTracer.builder("shop").agentUrl(agent.url()).queueDirectory(queue).build();
    browser.resize(1440, 900).dark(false);
    browser.open(agent.pageUrl());
  }

  @AfterEach
  void close() {
    tracer.close();
    agent.close();
  }

  @Test
  void tracesAppearAsTheyArriveTheNewestFirst() {
    browser.until("!document.querySelector('#empty-start').hidden");

    trace("first");
    assertRows("first");
    trace("second");
    assertRows("second", "first");
    assertEquals("6", browser.eval("document.querySelector('[data-total=received]').textContent"));
    assertEquals("2", browser.eval("document.querySelector('[data-total=traces]').textContent"));
    assertEquals("live", browser.find("#live-state").getText());
  }

  @Test
  void theListSumsATraceUp() {
    trace("order");
    assertRows("order");

    assertEquals(
        List.of("Success", "order", "shop", "3", "42", "$0.002", "gpt-4"),
        browser.texts(
            "['status', 'name', 'app', 'spans', 'tokens', 'cost', 'models'].map(c =>"
                + " document.querySelector(`#traces tbody [data-column=${c}]`).textContent)"));
  }

  @Test
  void aFilterLeavesWhatMatchesAndIsKeptInTheAddress() {
    trace("apple");
    trace("pear");
    failed("plum");
    assertRows("plum", "pear", "apple");

    browser.find("#filter-text").sendKeys("PEA");
    assertRows("pear");
    browser.find("#filter-clear").click();
    assertRows("plum", "pear", "apple");
    browser.find("#filter-status").sendKeys("Error");
    assertRows("plum");
    trace("later");
    failed("fig");
    assertRows("fig", "plum");
    URI address = URI.create((String) browser.eval("location.href"));
    browser.open(URI.create("about:blank")); // or it would not be loaded again
    browser.open(address);
    assertRows("fig", "plum");
    assertTrue(
        browser
            .eval("document.querySelector('#export').href")
            .toString()
            .endsWith("/api/export?status=Error"));
    browser.find("#filter-clear").click();
    browser.find("#filter-model").sendKeys("gpt-4");
    assertRows("later", "pear", "apple");
    browser.find("#filter-slower").sendKeys("100000");
    browser.until("!document.querySelector('#empty-match').hidden");
  }

  @Test
  void aTraceThatGrowsWhileItIsLookedAtIsShownAgain() {
    Trace trace = tracer.trace("trace-growing");
    try (Span root = trace.startSpan("root")) {
      root.child("first").end();
      tracer.flush(Duration.ofSeconds(10));
      browser.until("document.querySelectorAll('#traces tbody tr').length === 1");
      browser.find("#traces tbody a").click();
      browser.until("document.querySelectorAll('.span-row').length === 1");
      root.child("second").end();
    }
    tracer.flush(Duration.ofSeconds(10));

    browser.until("document.querySelectorAll('.span-row').length === 3");
    assertEquals(
        List.of("root", "first", "second"),
        browser.texts("[...document.querySelectorAll('.span-name')].map(n => n.textContent)"));
  }

  @Test
  void aSpansDetailsAreReadable() {
    try (Span span = tracer.startTrace().startSpan("call", Metadata.of("tier", "gold"))) {
      span.input(Map.of("n", List.of(12345678901234567L))).output("line one\nline two");
      span.attribute("price", 1.5).model("gpt-4").tokens(3);
    }
    tracer.flush(Duration.ofSeconds(10));
    browser.find("#traces tbody a").click();
    browser.find(".span-button").click();

    assertEquals("{\n  \"n\": [\n    12345678901234567\n  ]\n}", field("input"));
    assertEquals("line one\nline two", field("output"));
    browser.find("#details button.raw").click();
    assertEquals("{\"n\":[12345678901234567]}", field("input"));
    assertEquals("gpt-4", field("model"));
    List<String> metadata =
        browser.texts(
            "[...document.querySelectorAll('table.metadata tr')].map(r =>"
                + " r.querySelector('th .user').textContent + '=' +"
                + " r.querySelector('td .user').textContent)");
    assertTrue(metadata.containsAll(List.of("tier=gold", "price=1.5")), metadata.toString());
  }

  @Test
  void keysAreEnough() {
    trace("one");
    trace("two");
    assertRows("two", "one");

    press("/");
    assertEquals("filter-text", browser.eval("document.activeElement.id"));
    press("pjk?");
    assertEquals("pjk?", browser.eval("document.querySelector('#filter-text').value"));
    browser.find("#filter-text").clear();
    assertRows("two", "one");
    browser.eval("document.activeElement.blur()");
    press("j");
    press("j");
    assertEquals("one", browser.eval("document.activeElement.textContent"));
    press(Keys.ENTER);
    browser.until("document.querySelectorAll('.span-row').length === 3");
    press("j");
    press(Keys.ENTER);
    browser.until("!document.querySelector('#details').hidden");
    press(Keys.ESCAPE);
    browser.until("document.querySelector('#details').hidden");
    press(Keys.ESCAPE);
    browser.until("document.querySelector('#trace-view').hidden");
    assertEquals("one", browser.eval("document.activeElement.textContent"));
    press("p");
    assertEquals("paused", browser.find("#live-state").getText());
    press("?");
    assertEquals(true, browser.eval("document.querySelector('#help').open"));
  }

  @Test
  void aFileOfSpansIsImportedAndItsBadLinesAreCounted() throws Exception {
    trace("exported");
    assertRows("exported");
    String lines = TestHttp.get(agent.pageUrl().resolve("/api/export"));
    Path file = queue.resolve("spans.jsonl");
    String refused =
        lines.lines().findFirst().orElseThrow().replaceAll("\"output\":\"[^,]*", "\"output\":5");
    Files.writeString(
        file, lines + "{\"no\":\"span\"}\r\n\noops\n" + refused, StandardCharsets.UTF_8);

    try (LocalAgent other = LocalAgent.start(0)) {
      browser.open(other.pageUrl());
      browser.find("#import-file").sendKeys(file.toString());
      assertRows("exported");
      browser.until(
          "document.querySelector('#import-result').textContent.startsWith('imported 3 spans')");
      String result = browser.find("#import-result").getText();
      assertTrue(result.endsWith(", 1 skipped, 1 span refused, 1 line was no JSON"), result);
      assertEquals(agent.traces(), other.traces());
    }
  }

  @Test
  void nothingIsCutOffAtAnyWidth() {
    for (int i = 0; i < 30; i++) {
      trace("a rather long name of a root span " + "x".repeat(60));
    }
    for (int width : List.of(360, 768, 1440, 3840)) {
      browser.resize(width, 900);
      browser.open(agent.pageUrl());
      browser.until("document.querySelectorAll('#traces tbody tr').length === 30");
      assertFits(width);
      browser.find("#traces tbody a").click();
      browser.find(".span-button").click();
      browser.until("!document.querySelector('#details').hidden");
      assertFits(width);
    }
  }

  private static void assertFits(int width) {
    long needed = (Long) browser.eval("document.documentElement.scrollWidth");
    assertTrue(needed <= width, needed + " of " + width);
  }

  @Test
  void darkModeIsDark() {
    double light = brightness();
    browser.dark(true);
    double dark = brightness();

    assertTrue(light > 200 && dark < 70, light + " and " + dark);
    assertNotEquals(light, dark);
  }

  private static double brightness() {
    return ((Number)
            browser.eval(
                "getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g)"
                    + ".slice(0, 3).reduce((sum, c) => sum + Number(c), 0) / 3"))
        .doubleValue();
  }

  @Test
  void inlineScriptDoesNotRunAndNothingIsFetchedFromElsewhere() {
    String attempts =
        """
        [() => {
          const script = document.createElement('script');
          script.append('window.ran = 1');
          document.body.append(script);
        }, () => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = 2';
          document.body.append(script);
        }, () => {
          document.body.innerHTML = '<img src=x onerror="window.ran = 3">';
        }, () => {
          document.body.setAttribute('onclick', 'window.ran = 4');
          document.body.click();
        }, () => {
          setTimeout('window.ran = 5', 0);
        }, () => {
          location.href = 'javascript:window.ran = 6';
        }].forEach(attempt => { try { attempt() } catch { } })
        """;
    browser.eval(attempts);
    browser.until("performance.getEntriesByType('resource').length > 5");

    assertFalse((Boolean) browser.eval("'ran' in window"));
    assertEquals(
        true,
        browser.eval(
            "performance.getEntriesByType('resource')"
                + ".every(e => e.name.startsWith(location.origin))"));
  }

  private static String field(String name) {
    return String.valueOf(
        browser.eval(
            "document.querySelector(`#details [data-field=${arguments[0]}]`).textContent", name));
  }

  private static void press(CharSequence keys) {
    browser.press(keys);
  }

  private static void assertRows(String... names) {
    browser.until(
        "JSON.stringify([...document.querySelectorAll('#traces tbody .trace-link')]"
            + ".map(a => a.textContent)) === JSON.stringify(arguments[0])",
        List.of(names));
  }

  private void trace(String name) {
    try (Trace trace = tracer.startTrace();
        Span root = trace.startSpan(name)) {
      root.child("validate_input").end();
      try (Span llm = root.child("call_llm")) {
        llm.model("gpt-4").provider("openai").input("in").output("out").tokens(42).cost(0.002);
      }
    }
    tracer.flush(Duration.ofSeconds(10));
  }

  private void failed(String name) {
    try (Trace trace = tracer.startTrace();
        Span root = trace.startSpan(name)) {
      root.error(new IllegalStateException("no " + name));
    }
    tracer.flush(Duration.ofSeconds(10));
  }
}
