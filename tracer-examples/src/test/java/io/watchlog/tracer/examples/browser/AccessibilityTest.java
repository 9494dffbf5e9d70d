package io.watchlog.tracer.examples.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchlog.tracer.examples.agent.LocalAgent;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.OutputType;

/** Every view at two widths, light and dark: looked at by axe-core, and kept as a picture. */
@Timeout(300)
@EnabledIf(
    value = "io.watchlog.tracer.examples.browser.Browser#isInstalled",
    disabledReason = Browser.NOT_INSTALLED)
class AccessibilityTest {
  private static final Path PICTURES = Path.of("target", "screenshots");

  /** More of them fill the charts of the pictures. */
  private static final int REQUESTS = Integer.getInteger("pictures.requests", 60);

  @TempDir Path queue;
  private final List<String> violations = new ArrayList<>();

  @Test
  void noViewBreaksASeriousOrCriticalRule() throws Exception {
    Files.createDirectories(PICTURES);
    try (Shop shop = new Shop(queue);
        Browser browser = new Browser()) {
      for (int width : List.of(1440, 360)) {
        for (boolean dark : List.of(false, true)) {
          String name = (width == 360 ? "phone" : "desktop") + (dark ? "-dark" : "");
          browser.resize(width, width == 360 ? 740 : 900).dark(dark);
          shop.serve(REQUESTS); // the charts forget after a minute
          look(browser, shop, name);
        }
      }
    }
    assertEquals(List.of(), violations);
  }

  private void look(Browser browser, Shop shop, String name) throws Exception {
    browser.open(shop.agent().pageUrl());
    browser.until("document.querySelectorAll('#traces tbody tr').length >= 50");
    browser.eval("document.querySelector('#charts').open = true");
    browser.until("document.querySelector('[data-chart=models]').textContent.includes('gpt')");
    check(browser, "charts-" + name);
    Files.write(
        PICTURES.resolve("charts-" + name + ".png"),
        browser.find("#charts").getScreenshotAs(OutputType.BYTES));
    browser.eval("document.querySelector('#charts').open = innerWidth >= 700"); // as it is at first
    check(browser, "list-" + name);
    browser.open(shop.agent().pageUrl().resolve("/#/trace/" + shop.failedTrace()));
    browser.until("document.querySelectorAll('.span-row').length > 3");
    check(browser, "waterfall-" + name);
    browser.eval(
        "[...document.querySelectorAll('.span-row')].find(r => r.textContent.includes('call_llm'))"
            + ".querySelector('.span-button').click()");
    browser.until("!document.querySelector('#details').hidden");
    check(browser, "details-" + name);
    browser.press("?");
    browser.until("document.querySelector('#help').open");
    check(browser, "help-" + name);
    try (LocalAgent empty = LocalAgent.start(0)) {
      browser.open(empty.pageUrl());
      browser.until("!document.querySelector('#empty-start').hidden");
      check(browser, "empty-" + name);
    }
  }

  private void check(Browser browser, String view) throws Exception {
    Files.write(PICTURES.resolve(view + ".png"), browser.screenshot());
    if (!(Boolean) browser.eval("'axe' in window")) {
      browser.evalAsync(axe() + "; arguments[arguments.length - 1]();");
    }
    JsonNode result =
        new ObjectMapper()
            .readTree(
                (String)
                    browser.evalAsync(
                        "const done = arguments[arguments.length - 1];"
                            + " axe.run(document, { resultTypes: ['violations'] })"
                            + ".then(r => done(JSON.stringify(r)), e => done(String(e)));"));
    assertTrue(result.get("passes").size() > 10, view + " was not looked at");
    for (JsonNode violation : result.get("violations")) {
      String impact = violation.get("impact").asText();
      if (impact.equals("serious") || impact.equals("critical")) {
        violations.add(
            view
                + ": "
                + violation.get("id").asText()
                + " "
                + violation.get("nodes").get(0).get("html"));
      }
    }
  }

  private static String axe() throws Exception {
    try (InputStream script = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
      assertNotNull(script);
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
